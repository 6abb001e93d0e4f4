import { instanceType } from '../model/instance-types';
import type { NodeTier } from './core/node-tier';
import type { Supplier, Supply } from './supply';
import { healthCheck } from './user-data/health';
import { mysqlStandalonePart } from './user-data/mysql/standalone';

/** The database takes a quarter of a machine that it shares with the web server, which needs memory for each worker. */
const SHARE_OF_MEMORY = 0.25;

/** MariaDB on the web tier's only machine. */
export class LocalDatabase implements Supplier {
  readonly supplies = 'database';

  supplyTo(client: NodeTier): Supply {
    client.role.allowSecret('db/site', 'create');
    const here = { host: '127.0.0.1', port: 3306 };
    const { memoryMiB } = instanceType(client.size);
    return {
      services: { database: { write: here, read: here } },
      parts: () => [
        mysqlStandalonePart({ memoryMiB, shareOfMemory: SHARE_OF_MEMORY, listen: 'local' }),
        { files: [healthCheck('database', 'mariadb-admin --silent ping')] },
      ],
    };
  }
}
