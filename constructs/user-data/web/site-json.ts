import {
  type CdnFile,
  type KeyValueService,
  type MediaServerService,
  NODE_FILES,
  type RedisAccount,
  type SiteFile,
} from '../../../model/node-files';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { quote } from '../shell';
import { MAIL_FILES, type MailRelay } from './settings';

/** Files that the application reads at its start: a change of one of them reloads it. */
export const APPLICATION_INPUTS = [NODE_FILES.site, '/etc/nospof/secrets/db', '/etc/nospof/secrets/web'] as const;

/** Name of the secret that the nodes of one web tier share, to sign cookies with; the first node makes it. */
export const webSecret = (tier: string): string => `${tier}/secret`;

export interface UploadsService {
  /** Folder for files that visitors upload. */
  readonly path: string;
  /**
   * Whether the folder is on the node's own disk. If not, it is the mount point of a shared file system, and the
   * application must not write while nothing is mounted there.
   * @default false
   */
  readonly local?: boolean;
}

/** Object storage behind a CDN; its names are known after `terraform apply` and come from the instance's tags. */
export interface CdnService {
  readonly kind: 'cdn';
}

/** Services that the application uses; what is left out, the site does not have. */
export interface SiteServices {
  readonly database?: Pick<Required<SiteFile>['database'], 'protocol' | 'write' | 'read'>;
  readonly sessions?: KeyValueService;
  readonly cache?: KeyValueService;
  /** Name of the secret with which the application asks its `redis` servers. @default - it has none */
  readonly redisSecret?: string;
  readonly uploads?: UploadsService;
  readonly media?: CdnService | MediaServerService;
  readonly pages?: SiteFile['pages'];
}

export interface SiteFileProps {
  /** @default - the nodes send no mail */
  readonly mail?: MailRelay;
  readonly site: string;
  readonly tier: string;
  readonly node: string;
  readonly services: SiteServices;
}

/** `site.json` with the step that brings the secrets and facts that it names. */
export function siteFilePart({ site, tier, node, services, mail }: SiteFileProps): MachinePart {
  const { database, sessions, cache, redisSecret, uploads, media, pages } = services;
  const content: SiteFile = {
    site,
    node,
    secretFile: '/etc/nospof/secrets/web',
    database: database && { name: 'site', user: 'site', passwordFile: '/etc/nospof/secrets/db', ...database },
    sessions,
    cache,
    redis: redisSecret === undefined ? undefined : REDIS_ACCOUNT,
    uploads: uploads && { path: uploads.path, mounted: !uploads.local },
    media: media?.kind === 'cdn' ? CDN_FILES : media,
    pages,
    mail: mail && { host: mail.host, port: mail.port, from: mail.from, ...MAIL_FILES },
  };
  return {
    files: [{ path: NODE_FILES.site, content: oneKeyALine(content) }],
    steps: [{ order: SETUP_ORDER.secrets, name: 'site-file', script: script(webSecret(tier), services) }],
  };
}

/** Compact, but what a reader compares between nodes stands on a line of its own. */
function oneKeyALine(content: SiteFile): string {
  const lines = Object.entries(content).flatMap(([key, value]) =>
    value === undefined ? [] : [`  ${JSON.stringify(key)}: ${JSON.stringify(value)}`],
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** Valkey's account for applications (valkey/accounts-step.sh). */
const REDIS_ACCOUNT: RedisAccount = { user: 'site', passwordFile: '/etc/nospof/secrets/redis' };

const CDN_FILES: CdnFile = {
  kind: 'cdn',
  domainFile: '/etc/nospof/media-domain',
  bucketFile: '/etc/nospof/media-bucket',
  regionFile: '/etc/nospof/region',
};

function script(secret: string, { database, redisSecret, uploads, media }: SiteServices): string {
  const lines = [
    `secret_create ${secret} > /dev/null`,
    `secret_file ${secret} /etc/nospof/secrets/web www-data`,
    ...(database ? ['secret_file db/site /etc/nospof/secrets/db www-data'] : []),
    ...(redisSecret === undefined ? [] : [`secret_file ${redisSecret} ${REDIS_ACCOUNT.passwordFile} www-data`]),
    ...(uploads?.local ? [`install -d -o www-data -g www-data ${quote(uploads.path)}`] : []),
    ...(media?.kind === 'cdn' ? CDN_STEP : []),
  ];
  return `${lines.join('\n')}\n`;
}

const CDN_STEP = [
  `printf '%s\\n' "$NOSPOF_REGION" > /etc/nospof/region`,
  'for name in media-bucket media-domain; do',
  '  fact $name > /etc/nospof/$name.new',
  '  mv /etc/nospof/$name.new /etc/nospof/$name',
  'done',
];
