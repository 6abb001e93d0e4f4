import type { Construct } from 'constructs';
import { instanceType } from '../model/instance-types';
import { KINDS } from '../model/kinds';
import { NODE_FILES } from '../model/node-files';
import { NodeTier, type NodeTierProps } from './core/node-tier';
import { type FirewallPort, tcp, udp } from './core/security';
import type { Service } from './core/service';
import type { TierNode } from './core/tier-node';
import type { Supplier, Supply } from './supply';
import { dataVolumePart } from './user-data/data-volume';
import { DATABASE_PROXY, databaseSections } from './user-data/database-proxy';
import { healthCheck } from './user-data/health';
import type { ProxySection } from './user-data/local-proxy';
import type { MachinePart } from './user-data/machine';
import { galeraPart } from './user-data/mysql/galera';
import { mysqlReplicationPart } from './user-data/mysql/replication';
import { mysqlStandalonePart } from './user-data/mysql/standalone';

const MYSQL = tcp(3306);
/** The HTTP check by which proxies find the node that takes writes. */
const CHECK = tcp(9200);
/** Among the nodes: what the cluster software of each replication speaks. */
const CLUSTER_PORTS: Readonly<Record<Replication, readonly FirewallPort[]>> = {
  none: [],
  // MySQL itself, the copy for a new replica, corosync's knet links.
  'primary-replica': [MYSQL, tcp(4444), udp(5405)],
  // Group communication, incremental and whole state transfer (Galera documentation, "Firewall settings").
  galera: [MYSQL, tcp(4567, 4568), tcp(4444), CHECK],
};

type Replication = 'none' | 'primary-replica' | 'galera';

export interface MysqlTierProps extends NodeTierProps {
  /**
   * Number of nodes, 1 to 9. Automatic failover needs an odd number, 3 or more.
   * @default 1
   */
  readonly nodes?: number;
  /**
   * Size of each node's data volume, GiB.
   * @default 20
   */
  readonly storageGiB?: number;
  /**
   * How nodes hold the same data.
   * @default - `none` with one node, else `primary-replica`
   */
  readonly replication?: Replication;
  /**
   * Whether a replica is promoted without a person when the primary dies (Pacemaker, with a majority and fencing).
   * Galera needs none.
   * @default - `automatic` with 3 nodes or more
   */
  readonly failover?: 'none' | 'automatic';
  /**
   * Galera only: one node takes all writes while the others stand by, or every node takes writes.
   * @default 'hot-warm'
   */
  readonly mode?: 'hot-warm' | 'hot-hot';
}

/** The database: MariaDB, Debian's MySQL. One node, a primary with replicas, or a Galera cluster. */
export class MysqlTier extends NodeTier implements Supplier {
  readonly supplies = 'database';
  readonly write: Service;
  readonly read: Service;
  private readonly replication: Replication;
  private readonly failover: 'none' | 'automatic';
  private readonly mode: 'hot-warm' | 'hot-hot';

  constructor(scope: Construct, id: string, props: MysqlTierProps) {
    const defaults = KINDS.mysql.defaults;
    const nodes = props.nodes ?? defaults.nodes;
    super(scope, id, props, {
      kind: 'mysql',
      nodes,
      size: props.size ?? defaults.size,
      exposure: 'private',
      dataVolumeGiB: props.storageGiB ?? defaults.storageGiB,
    });
    this.replication = props.replication ?? (nodes === 1 ? 'none' : 'primary-replica');
    this.failover = props.failover ?? (nodes >= 3 ? 'automatic' : 'none');
    this.mode = props.mode ?? defaults.mode;
    this.openAmongNodes(CLUSTER_PORTS[this.replication]);
    this.grant();
    if (nodes > 1) this.watch('replica');
    this.write = this.offerWrite();
    this.read = this.offerRead();
  }

  supplyTo(client: NodeTier): Supply {
    const files = [NODE_FILES.haproxy];
    client.need(this.write, { by: ['write'], files });
    client.need(this.read, { by: ['serve'], files });
    client.role.allowSecret('db/site', 'read');
    const { write, read } = DATABASE_PROXY.mysql;
    // One server answers both: nothing that an application would have to tell apart.
    const database = { write, read: this.nodes.length > 1 ? read : write };
    return { services: { database }, parts: () => [], proxied: this.proxied() };
  }

  protected override parts(node: TierNode): readonly MachinePart[] {
    const asks = ['read', 'write'].map((what) => `curl -fsS -m 5 http://127.0.0.1:${CHECK.from}/${what}`);
    const health = healthCheck(this.nodes.length > 1 ? 'replica' : 'service', asks.join(' || '));
    return [dataVolumePart({}), this.server(node), { files: [health] }];
  }

  private server(node: TierNode): MachinePart {
    const { memoryMiB } = instanceType(this.size);
    const cluster = { memoryMiB, self: node.endpoint(3306), nodes: this.endpoints(3306), number: node.number };
    if (this.replication === 'none') return mysqlStandalonePart({ memoryMiB, listen: 'network' });
    if (this.replication === 'galera') return galeraPart({ ...cluster, mode: this.mode });
    return mysqlReplicationPart({ ...cluster, failover: this.failover });
  }

  private proxied(): readonly ProxySection[] {
    const all = this.endpoints(3306);
    const fixed = this.replication === 'primary-replica' && this.failover === 'none';
    return databaseSections({
      protocol: 'mysql',
      writers: fixed ? all.slice(0, 1) : all,
      readers: all,
      mode: this.replication === 'galera' ? this.mode : 'primary-replica',
    });
  }

  private grant(): void {
    this.role.allowSecret('db/site', 'create');
    if (this.replication === 'none') return;
    if (this.replication === 'primary-replica') this.role.allowSecret('db/replication', 'create');
    if (this.replication !== 'primary-replica' || this.failover === 'none') return;
    this.role.allowSecret('db/corosync', 'create');
    // Fencing: power off a node that no longer answers, before another takes its writes. Only nodes of this tier.
    this.role.allow('FindNodes', 'ec2:DescribeInstances', '*');
    this.role.allowOnNodes('FenceNodes', ['ec2:StopInstances', 'ec2:StartInstances', 'ec2:RebootInstances']);
  }

  private offerWrite(): Service {
    const members = this.elects ? this.nodes : this.nodes.slice(0, 1);
    return this.offer({
      name: 'write',
      ports: [MYSQL, CHECK],
      endpoints: members.map((node) => node.endpoint(3306)),
      enough: this.elects ? this.quorum : 1,
      takeover: this.elects && this.nodes.length > 1 ? 'quorum' : 'none',
      members,
    });
  }

  /** Without a quorum nobody is known to be current, so reads need it as well; without failover any node may answer. */
  private offerRead(): Service {
    return this.offer({
      name: 'read',
      ports: [MYSQL, CHECK],
      endpoints: this.endpoints(3306),
      enough: this.elects ? this.quorum : 1,
      takeover: this.nodes.length === 1 ? 'none' : this.elects ? 'quorum' : 'caller',
    });
  }

  /** Whether the nodes agree on a new primary by themselves. */
  private get elects(): boolean {
    return this.replication === 'galera' || this.failover === 'automatic';
  }

  /**
   * Galera: a majority. Primary and replicas: all but one, since an acknowledged write is on two nodes and one of them must be
   * among the voters.
   */
  private get quorum(): number {
    const { length } = this.nodes;
    return this.replication === 'galera' ? Math.floor(length / 2) + 1 : Math.max(1, length - 1);
  }
}
