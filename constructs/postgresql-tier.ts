import type { Construct } from 'constructs';
import { instanceType } from '../model/instance-types';
import { KINDS } from '../model/kinds';
import { NODE_FILES } from '../model/node-files';
import type { Runtime } from '../model/tiers';
import { NodeTier, type NodeTierProps } from './core/node-tier';
import { tcp } from './core/security';
import type { Service } from './core/service';
import type { ApplicationTier, Supplier, Supply } from './supply';
import { dataVolumePart } from './user-data/data-volume';
import { DATABASE_PROXY, databaseSections } from './user-data/database-proxy';
import { healthCheck } from './user-data/health';
import { CHECK_PORT, type ProxySection } from './user-data/local-proxy';
import type { MachinePart } from './user-data/machine';
import { postgresqlServerPart } from './user-data/postgresql/server';

const PORT = 5432;

/** The client of each runtime. @param php PHP's version */
const CLIENTS: Readonly<Record<Runtime, (php: string) => string>> = {
  wsgi: () => 'python3-psycopg',
  php: (php) => `php${php}-pgsql`,
};

export interface PostgresqlTierProps extends NodeTierProps {
  /**
   * Size of the data volume, GiB.
   * @default 20
   */
  readonly storageGiB?: number;
}

/** The database: one PostgreSQL server, of the version that the site's release of Debian has. It is a single point of failure. */
export class PostgresqlTier extends NodeTier implements Supplier {
  readonly supplies = 'database';
  readonly write: Service;
  readonly read: Service;

  constructor(scope: Construct, id: string, props: PostgresqlTierProps) {
    const defaults = KINDS.postgresql.defaults;
    super(scope, id, props, {
      kind: 'postgresql',
      nodes: 1,
      size: props.size ?? defaults.size,
      exposure: 'private',
      dataVolumeGiB: props.storageGiB ?? defaults.storageGiB,
    });
    this.role.allowSecret('db/site', 'create');
    this.write = this.offerAs('write');
    this.read = this.offerAs('read');
  }

  supplyTo(client: ApplicationTier): Supply {
    const files = [NODE_FILES.haproxy];
    client.need(this.write, { by: ['write'], files });
    client.need(this.read, { by: ['serve'], files });
    client.role.allowSecret('db/site', 'read');
    const { write } = DATABASE_PROXY.postgresql;
    const packages = [CLIENTS[client.runtime](client.site.release.php)];
    return {
      // One server answers both: nothing that an application would have to tell apart.
      services: { database: { protocol: 'postgresql', write, read: write } },
      parts: () => [{ packages }],
      proxied: this.proxied(),
    };
  }

  protected override parts(): readonly MachinePart[] {
    const asks = ['read', 'write'].map((what) => `curl -fsS -m 5 http://127.0.0.1:${CHECK_PORT}/${what}`);
    const { memoryMiB } = instanceType(this.size);
    return [
      dataVolumePart({}),
      postgresqlServerPart({ version: this.site.release.programs.PostgreSQL, memoryMiB }),
      { files: [healthCheck('service', asks.join(' || '))] },
    ];
  }

  private proxied(): readonly ProxySection[] {
    const servers = this.endpoints(PORT);
    return databaseSections({ protocol: 'postgresql', writers: servers, readers: servers, mode: 'primary-replica' });
  }

  private offerAs(name: 'write' | 'read'): Service {
    return this.offer({
      name,
      ports: [tcp(PORT), tcp(CHECK_PORT)],
      endpoints: this.endpoints(PORT),
      enough: 1,
      takeover: 'none',
    });
  }
}
