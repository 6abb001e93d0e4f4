import { z } from 'zod';
import * as f from '../schema/fields';
import { wordList } from '../word-list';
import { CRON, cronFault } from './cron';
import { conflict, type Frozen, type OptionConflict } from './record';

/** The program family that runs the web application. */
export type Runtime = 'wsgi' | 'php';

export const MAX_UPLOAD_MIB = 32;

/** What a web server sets itself for each request, and what changes how programs start. */
const OWN_VARIABLES =
  'NOSPOF_|HTTP_|LD_|PHP_VALUE$|PHP_ADMIN_VALUE$|PATH$|PATH_|HOME$|USER$|SHELL$|IFS$|PYTHONPATH$|PYTHONHOME$|REQUEST_|REMOTE_|' +
  'SERVER_|CONTENT_|SCRIPT_|DOCUMENT_|QUERY_STRING$|GATEWAY_INTERFACE$|REDIRECT_STATUS$|HTTPS$';

const variable = () =>
  f.text(
    new RegExp(`^(?!${OWN_VARIABLES})[A-Z_][A-Z0-9_]{0,99}$`),
    'the name of a variable in capital letters, digits and _, as LOG_LEVEL, that neither the system nor a web server sets',
  );

/** Below `/nospof/` lie the secrets that nodes make: a web node that read another tier's would be that tier to an intruder. */
const parameter = () =>
  f.text(
    /^(?!\/nospof\/)(\/(?!aws|ssm)[\w.-]{1,100}){1,15}$/,
    'the name of an SSM parameter, as /shop/stripe-key, and not below /nospof/, where nodes keep what is theirs',
  );

const command = () => f.text(/^[^\s\p{Cc}][^\p{Cc}]{0,499}$/u, 'a command of one line');

/** A name that is a path of the archive and of the site's addresses at once. */
const folder = (allowed: string) =>
  f.text(/^(?!static(\/|$))[A-Za-z0-9_][\w.-]{0,63}(\/[A-Za-z0-9_][\w.-]{0,63}){0,7}$/, allowed);

/** Extensions of PHP beside those that are always there, by the names of their packages without the version. */
const PHP_EXTENSIONS = [
  'amqp',
  'apcu',
  'bcmath',
  'bz2',
  'dba',
  'enchant',
  'gmp',
  'gnupg',
  'imagick',
  'ldap',
  'mailparse',
  'maxminddb',
  'mongodb',
  'odbc',
  'pgsql',
  'redis',
  'soap',
  'sqlite3',
  'tidy',
  'uuid',
  'yaml',
] as const;

const PHP_DEFAULTS = { memoryMiB: 256, maxInputVars: 1000 } as const;

const php = f.keys({
  root: folder('a folder of the archive, as public')
    .optional()
    .describe(
      "Folder of the archive with `index.php`, as `public`; what is not below it, visitors do not reach. Default: the archive's top.",
    ),
  beside: f
    .choiceOf(['nothing', 'files', 'scripts'])
    .optional()
    .describe(
      'What of that folder is served beside `index.php`. nothing: only `static/`; every other path is `index.php`’s. files: files as they are, ' +
        'but no PHP. scripts: PHP files run, too, as WordPress has it. Default: files where `root` is given, else nothing.',
    ),
  extensions: f
    .listOf(f.choiceOf(PHP_EXTENSIONS), 'extensions', PHP_EXTENSIONS.length)
    .default([])
    .describe(
      `PHP extensions beside ${wordList(['curl', 'gd', 'intl', 'mbstring', 'memcached', 'mysqli', 'pdo_mysql', 'xml', 'zip'], 'and')}: ${PHP_EXTENSIONS.join(', ')}.`,
    ),
  memoryMiB: f
    .wholeNumber(32, 8192)
    .default(PHP_DEFAULTS.memoryMiB)
    .describe('Most memory of one request (`memory_limit`), in MiB.'),
  maxInputVars: f
    .wholeNumber(100, 100_000)
    .default(PHP_DEFAULTS.maxInputVars)
    .describe('Most fields of one form (`max_input_vars`).'),
});

const wsgi = f.keys({
  module: f
    .text(
      /^[A-Za-z_]\w*(\.[A-Za-z_]\w*){0,7}(:[A-Za-z_]\w*)?$/,
      'a Python module, as shop.wsgi or shop.wsgi:application',
    )
    .optional()
    .describe(
      'Module with the WSGI callable. Default: `wsgi` where the archive has a `wsgi.py` at its top, else that of the one folder with a `wsgi.py`, as Django makes it.',
    ),
});

const periodic = f.keys({
  command: command().describe('Command, run in the folder of the current release as the web server’s user.'),
  at: f
    .text(CRON, 'hourly, daily, weekly, monthly, or five fields as of cron: */15 * * * *')
    .describe('When, in UTC: hourly, daily, weekly, monthly, or minute, hour, day, month and weekday as of cron.'),
  nodes: f
    .choiceOf(['one', 'all'])
    .default('one')
    .describe('one: whichever node of the tier comes first. all: each node.'),
});

const mail = f.keys({
  host: f.hostName().describe('Relay that takes mail, as email-smtp.eu-central-1.amazonaws.com for SES.'),
  port: f
    .oneNumberOf([587, 465, 2465, 2587])
    .default(587)
    .describe('Its port. 465 and 2465 begin with TLS, the others switch to it.'),
  from: f.email().describe('Sender of mail that names none.'),
  user: parameter().describe('SSM parameter with the user’s name there.'),
  password: parameter().describe('SSM parameter with the password.'),
});

const PERIODIC_NAME = /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/;

/** What a kind says of the application that its nodes run. */
export const applicationKeys = () => ({
  runtime: f.choiceOf(['wsgi', 'php']).default('wsgi').describe('wsgi: Apache with mod_wsgi. php: nginx with php-fpm.'),
  application: f.application().optional(),
  env: z
    .record(variable(), f.text(/^[^\p{Cc}]{0,2000}$/u, 'a text of one line; numbers, true and false in quotes'), {
      error: 'a map from variables to texts',
    })
    .default({})
    .describe('Settings of the application, as environment variables. They can be read in Terraform’s plan and state.'),
  secrets: z
    .record(variable(), parameter(), { error: 'a map from variables to names of SSM parameters' })
    .default({})
    .describe(
      'Environment variables whose values are SSM parameters of the site’s region. Nodes read them when they set themselves up; they are in no file of yours, and not in Terraform’s state.',
    ),
  build: command()
    .optional()
    .describe(
      'Command that each node runs once in a new release before it becomes the current one, with the right to write there, as `python3 manage.py collectstatic --noinput`.',
    ),
  release: command()
    .optional()
    .describe(
      'Command that one node of the tier runs for each new release before any switches to it, as `python3 manage.py migrate`. Where it fails, the old release goes on serving.',
    ),
  periodic: z
    .record(f.text(PERIODIC_NAME, '1 to 32 lower-case letters, digits and dashes, beginning with a letter'), periodic, {
      error: 'a map from names to commands',
    })
    .default({})
    .describe('Commands that run again and again.'),
  mail: mail.optional().describe('Relay through which the application sends mail. Its port is opened outwards.'),
  mailFrom: f.mailFrom().optional(),
  uploadsAt: folder('a folder of the archive, as wp-content/uploads')
    .optional()
    .describe(
      'Folder of the release where the application has the files that visitors upload: it leads to the site’s file store, and the web server serves it under the same path and runs nothing there.',
    ),
  php: php.optional().describe('With `runtime: php`: layout of the archive, extensions and limits.'),
  wsgi: wsgi.optional().describe('With `runtime: wsgi`: where the callable is.'),
  maxUploadMiB: f
    .wholeNumber(1, 4096)
    .default(MAX_UPLOAD_MIB)
    .describe('Largest body of a request, in MiB: a file that a visitor uploads, with the form around it.'),
});

/** What a tier says of the application that its nodes run, defaults filled in. */
export type ApplicationSpec = Frozen<z.output<z.ZodObject<ReturnType<typeof applicationKeys>>>>;

/** Where the keys of an application contradict each other. */
export function applicationConflicts(
  { runtime, env, secrets, uploadsAt, periodic: commands, ...tier }: ApplicationSpec,
  storesFiles: boolean,
  fileStores: string,
): readonly OptionConflict[] {
  const problems: OptionConflict[] = [];
  const other = runtime === 'php' ? 'wsgi' : 'php';
  if (tier[other] !== undefined) {
    const message = `settings of ${other} mean nothing to runtime: ${runtime}`;
    const fix = `write runtime: ${other}, or delete the key ${other}`;
    problems.push(conflict(other, `runtime ${runtime}`, message, `${other} with runtime: ${other}`, fix));
  }
  for (const name of Object.keys(secrets).filter((one) => one in env)) {
    const message = `${name} is set by env and by secrets`;
    problems.push({
      ...conflict('secrets', name, message, 'each variable once', `delete ${name} under env or under secrets`),
      below: [name],
    });
  }
  if (uploadsAt !== undefined && !storesFiles) {
    const message = 'there is no store for files that visitors upload';
    const fix = `need a ${fileStores} tier, or give the only node a volume (storageGiB), or delete uploadsAt`;
    problems.push(conflict('uploadsAt', uploadsAt, message, 'uploadsAt with a store for files', fix));
  }
  for (const [name, { at }] of Object.entries(commands)) {
    const wrong = cronFault(at);
    if (wrong !== undefined)
      problems.push({
        ...conflict('periodic', at, `${name}: ${wrong}`, 'a time as of cron', 'correct the time'),
        below: [name, 'at'],
      });
  }
  return problems;
}
