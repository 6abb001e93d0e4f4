import { needsDataVolume } from '../data-volume';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { script } from '../script';
import { words } from '../shell';
import { restartAlways } from '../systemd';
import { postgresqlCheckPart } from './check';
import { APPLICATION_DATABASE, CHECK_USER, configurationFiles, POSTGRESQL_DATA, serverUnit } from './settings';
import { memorySettings, OWN_CONNECTIONS } from './tuning';

export interface PostgresqlServerProps {
  /** PostgreSQL's version, as `17`: packages, programs, units and paths are named by it. */
  readonly version: string;
  /** Memory of the machine in MiB. */
  readonly memoryMiB: number;
}

const SCRAM = '/usr/local/lib/nospof/scram.py';

/**
 * One PostgreSQL server on a machine of its own, as Debian packages it. Data that another version has written stop its setup, and
 * stay as they are: no version opens another's.
 */
export function postgresqlServerPart({ version, memoryMiB }: PostgresqlServerProps): MachinePart {
  const check = postgresqlCheckPart();
  const files = configurationFiles(version, memoryMiB);
  const unit = serverUnit(version);
  return {
    packages: [`postgresql-${version}`, ...(check.packages ?? [])],
    files: [
      ...files,
      { path: SCRAM, content: script('postgresql/scram.py'), mode: '0755' },
      needsDataVolume(`${unit}.service`),
      restartAlways(`${unit}.service`),
      ...(check.files ?? []),
    ],
    steps: [
      ...(check.steps ?? []),
      { order: SETUP_ORDER.secrets, name: 'postgresql-secret', script: 'secret_create db/site > /dev/null\n' },
      {
        order: SETUP_ORDER.database,
        name: 'postgresql',
        script: [
          script('postgresql/make-data-dir.sh', { DIR: POSTGRESQL_DATA, VERSION: version }),
          `serve ${unit} restart ${words(files.map(({ path }) => path))}\n`,
          script('postgresql/accounts.sh', {
            SITE: APPLICATION_DATABASE,
            CHECK: CHECK_USER,
            SITE_CONNECTIONS: memorySettings(memoryMiB).max_connections - OWN_CONNECTIONS,
            SCRAM,
          }),
        ].join(''),
      },
    ],
  };
}
