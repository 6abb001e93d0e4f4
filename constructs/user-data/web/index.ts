import { pageAnswers } from '../health';
import type { MachinePart } from '../machine';
import { type WebServerProps, wsgiParts } from './apache-wsgi';
import type { ReleaseProps } from './application';
import { type PhpLayout, phpPart } from './nginx-php';
import { ONCE_FILE } from './once';
import { type PeriodicCommand, periodicPart } from './periodic';
import { hasSettings, settingsPart } from './settings';
import { type SiteServices, siteFilePart } from './site-json';

export interface WebPartsProps extends Omit<WebServerProps, 'port' | 'behindBalancer'> {
  readonly site: string;
  readonly tier: string;
  /** `wsgi`: Apache with mod_wsgi; `php`: nginx with php-fpm. */
  readonly runtime: 'wsgi' | 'php';
  /** PHP's version, as `8.4`. */
  readonly php: string;
  /**
   * TCP port that visitors or balancers reach.
   * @default 80
   */
  readonly port?: number;
  /** Where the application's services are. */
  readonly services: SiteServices;
  /** @default - a front controller at the archive's top, and nothing beside it */
  readonly layout?: PhpLayout;
  /** @default - none */
  readonly periodic?: Readonly<Record<string, PeriodicCommand>>;
  /** Commands of a release. @default - none */
  readonly commands?: Pick<ReleaseProps, 'build' | 'release'>;
}

/** What a web node runs besides its application: the web server, and `site.json` for the application. */
export function webParts(props: WebPartsProps): readonly MachinePart[] {
  const { sessions } = props.services;
  const { settings = {}, periodic = {} } = props;
  const server = { ...props, sessions, port: props.port ?? 80, behindBalancer: props.trustedProxies.length > 0 };
  const health = { files: [pageAnswers(server.port, props.healthPath)] };
  const commands = [props.commands?.build, props.commands?.release, ...Object.keys(periodic)];
  const isTold = hasSettings(settings) || settings.mail || commands.some((one) => one !== undefined);
  return [
    siteFilePart({ ...props, mail: settings.mail }),
    health,
    ...(isTold ? [settingsPart(settings, props.runtime)] : []),
    ...(agrees(props) ? [{ files: [ONCE_FILE] }] : []),
    ...(props.runtime === 'wsgi'
      ? wsgiParts(server)
      : [phpPart({ ...server, sendsMail: settings.mail !== undefined })]),
    periodicPart(periodic),
  ];
}

/** Whether the nodes of a tier must agree on which of them does something. */
export function agrees({ commands, periodic = {} }: Pick<WebPartsProps, 'commands' | 'periodic'>): boolean {
  return commands?.release !== undefined || Object.values(periodic).some(({ nodes }) => nodes !== 'all');
}
