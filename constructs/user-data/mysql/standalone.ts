import { needsDataVolume } from '../data-volume';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { CHECK_SQL, dbCheckPart } from './check';
import { NAME_DATA_SQL } from './data-set';
import { OPTION_FILE, optionFile } from './option-file';
import {
  BINLOG_OPTIONS,
  CHECK_OPTIONS,
  DATA_DIR,
  MAKE_LOG_FOLDER,
  MASK_SOCKET,
  makeDataDir,
  PASSWORD_HASH,
  SITE_SQL,
  serverOptions,
} from './server';

/** One MariaDB server without a partner. */
export interface MysqlStandaloneProps {
  /** Memory of the machine in MiB. */
  readonly memoryMiB: number;
  /**
   * Part of the machine's memory that the database may use, 0 to 1.
   * @default 0.3 when it listens locally, beside a web server; 0.75 on a machine of its own
   */
  readonly shareOfMemory?: number;
  /**
   * `local`: for programs on the same machine alone; `network`: for whoever the security group lets through, with the check on
   * port 9200 by which their proxies see whether it is worth their clients' wait.
   */
  readonly listen: 'local' | 'network';
  /**
   * Folder of the data files.
   * @default '/srv/data/mysql'
   */
  readonly dataDir?: string;
}

/**
 * A single MariaDB server. It writes a binary log with GTIDs from its first day, so that it can be restored to a point in
 * time and can become the first node of a replicated database later, with its data where it is.
 */
export function mysqlStandalonePart(props: MysqlStandaloneProps): MachinePart {
  const { memoryMiB, listen, dataDir = DATA_DIR } = props;
  const shareOfMemory = props.shareOfMemory ?? (listen === 'local' ? 0.3 : 0.75);
  const options = {
    ...serverOptions({
      memoryMiB,
      shareOfMemory,
      dataDir,
      serverId: 1,
      listen: listen === 'local' ? '127.0.0.1' : '0.0.0.0',
    }),
    ...BINLOG_OPTIONS,
  };
  const check = listen === 'network' ? dbCheckPart({ kind: 'replicated' }) : undefined;
  return {
    packages: ['mariadb-server', ...(check?.packages ?? [])],
    files: [optionFile(options), needsDataVolume('mariadb.service'), ...(check?.files ?? [])],
    steps: [
      ...(check?.steps ?? []),
      // Before a web server on the same machine waits for it.
      { order: SETUP_ORDER.secrets, name: 'mysql-secret', script: 'secret_create db/site > /dev/null\n' },
      {
        order: SETUP_ORDER.database,
        name: 'mysql',
        script: `${MASK_SOCKET}${MAKE_LOG_FOLDER}${makeDataDir(dataDir)}${CHECK_OPTIONS}serve mariadb restart ${OPTION_FILE}
wait_for 300 mariadb-admin --silent ping >/dev/null
${PASSWORD_HASH}site=$(secret db/site)
mariadb <<SQL
${SITE_SQL}${check ? CHECK_SQL : ''}SQL
`,
      },
      // A database of its own tier may become one of several, or come back on a volume that was kept.
      ...(check
        ? [
            {
              order: SETUP_ORDER.database + 1,
              name: 'mysql-data-set',
              script: `mariadb <<'SQL'\n${NAME_DATA_SQL}SQL\n`,
            },
          ]
        : []),
    ],
  };
}
