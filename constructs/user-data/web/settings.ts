import { NODE_FILES } from '../../../model/node-files';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { script } from '../script';
import { quote } from '../shell';

/** Relay that takes the application's mail. */
export interface MailRelay {
  readonly host: string;
  readonly port: number;
  /** Sender of mail that names none. */
  readonly from: string;
  /** SSM parameters with the user's name there and the password. */
  readonly user: string;
  readonly password: string;
}

/** What an application is told by its topology. */
export interface ApplicationSettings {
  /** Environment variables. @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** Environment variables, and the SSM parameters that hold their values. @default - none */
  readonly secrets?: Readonly<Record<string, string>>;
  /** @default - the nodes send no mail */
  readonly mail?: MailRelay;
}

/** `env`: plain settings; `secrets`: the names of the others, each a file. */
const SETTINGS_FILE = NODE_FILES.application;
const SECRETS_FOLDER = '/etc/nospof/secrets/env';

/** All settings as nginx passes them to PHP; it holds secrets, and only root reads it. */
export const FASTCGI_FILE = '/etc/nospof/secrets/fastcgi.conf';

/** Runs a command of the application; a WSGI process takes its settings by the function `settings` of it. */
export const RUN = NODE_FILES.run;

const MSMTP_FILE = '/etc/msmtprc';
/** Files that name the relay's user and password to the application. */
export const MAIL_FILES = {
  userFile: '/etc/nospof/secrets/mail-user',
  passwordFile: '/etc/nospof/secrets/mail-password',
} as const;

export function hasSettings({ env = {}, secrets = {} }: ApplicationSettings): boolean {
  return Object.keys(env).length > 0 || Object.keys(secrets).length > 0;
}

/** Files whose change the application must learn of. */
export function settingsFiles({ secrets = {}, mail, ...settings }: ApplicationSettings): readonly string[] {
  return [
    ...(hasSettings({ secrets, ...settings }) ? [SETTINGS_FILE] : []),
    ...Object.keys(secrets)
      .sort()
      .map((name) => `${SECRETS_FOLDER}/${name}`),
    ...(mail ? Object.values(MAIL_FILES) : []),
  ];
}

/**
 * The application's settings: plain ones in a file, secrets fetched from SSM by the node into files that the web server's user
 * alone reads, so that no value of theirs is in Terraform or in user data.
 */
export function settingsPart(settings: ApplicationSettings, runtime: 'wsgi' | 'php'): MachinePart {
  const { env = {}, secrets = {}, mail } = settings;
  const lines = [
    ...(mail || Object.keys(secrets).length > 0 ? [PARAMETER_FILE] : []),
    ...secretLines(secrets),
    ...(mail ? mailLines(mail, runtime) : []),
    ...(runtime === 'php' && hasSettings(settings) ? FASTCGI_LINES : []),
  ];
  const own =
    lines.length > 0 ? [{ order: SETUP_ORDER.secrets, name: 'settings', script: `${lines.join('\n')}\n` }] : [];
  return {
    packages: mail && runtime === 'php' ? ['ca-certificates', 'msmtp'] : [],
    files: [
      { path: RUN, content: script('web/run.py', { SETTINGS: SETTINGS_FILE, SECRETS: SECRETS_FOLDER }), mode: '0755' },
      ...(hasSettings(settings) ? [{ path: SETTINGS_FILE, content: settingsText(env, secrets) }] : []),
    ],
    steps: own,
  };
}

function settingsText(env: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>): string {
  const lines = Object.entries(env)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `\n    ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{\n  "env": {${lines.join(',')}},\n  "secrets": ${JSON.stringify(Object.keys(secrets).sort())}\n}\n`;
}

const PARAMETER_FILE = `read_parameter() {
  ssm GetParameter <(printf '{"Name":"%s","WithDecryption":true}' "$1") | jq -er '.Parameter.Value // empty'
}
parameter_file() { # NAME FILE: keep an SSM parameter in a file that the web server's user alone reads, waiting until it exists
  local value
  value=$(wait_for 900 read_parameter "$1") || return
  if [ "$(cat "$2" 2>/dev/null)" != "$value" ]; then
    install -D -m 0600 -o www-data /dev/null "$2"
    printf '%s' "$value" > "$2"
  fi
}`;

function secretLines(secrets: Readonly<Record<string, string>>): readonly string[] {
  const names = Object.keys(secrets).sort();
  if (names.length === 0) return [];
  const others = names.map((name) => `! -name ${quote(name)}`).join(' ');
  return [
    ...names.map((name) => `parameter_file ${quote(secrets[name] ?? '')} ${SECRETS_FOLDER}/${name}`),
    `find ${SECRETS_FOLDER} -type f ${others} -delete`,
  ];
}

function mailLines({ host, port, from, user, password }: MailRelay, runtime: 'wsgi' | 'php'): readonly string[] {
  const { userFile, passwordFile } = MAIL_FILES;
  const files = [`parameter_file ${quote(user)} ${userFile}`, `parameter_file ${quote(password)} ${passwordFile}`];
  if (runtime === 'wsgi') return files;
  const begins = port === 465 || port === 2465 ? 'off' : 'on';
  return [
    ...files,
    `install -m 0640 -g www-data /dev/null ${MSMTP_FILE}.new`,
    `cat > ${MSMTP_FILE}.new <<END
account default
host ${host}
port ${port}
from ${from}
tls on
tls_starttls ${begins}
tls_trust_file /etc/ssl/certs/ca-certificates.crt
auth on
user $(cat ${userFile})
passwordeval cat ${passwordFile}
syslog LOG_MAIL
END`,
    `mv ${MSMTP_FILE}.new ${MSMTP_FILE}`,
  ];
}

const FASTCGI_LINES = [
  `install -D -m 0600 /dev/null ${FASTCGI_FILE}.new`,
  `nospof-run --fastcgi > ${FASTCGI_FILE}.new`,
  `mv ${FASTCGI_FILE}.new ${FASTCGI_FILE}`,
];

/** The variable stands for a value's own dollar signs, which nginx cannot escape. */
export const FASTCGI_DOLLAR = `  geo $dollar {
    default "$";
  }
`;
