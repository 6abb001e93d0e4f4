import { NODE_FILES } from '../../model/node-files';
import type { MachineFiles } from '../../terraform/machine-files';
import { addressesIn } from '../../terraform/references';
import { fields } from '../../terraform/values';
import type { SiteFacts, StepNode } from '../site-facts';
import { applicationOf } from './applications';
import type { DataKind, Engine } from './engines';

/** A place where a site keeps data: a tier's volumes, or a bucket. */
export interface Store {
  readonly kind: DataKind;
  readonly engine: Engine;
  /** The tier that keeps it. */
  readonly tier: string;
  /** Its nodes, in their order; none for a bucket. */
  readonly nodes: readonly StepNode[];
  /** Addresses of what holds the data itself: volumes, or a bucket. */
  readonly holders: readonly string[];
  /** Of something unknown, the programs that its nodes run: it is the same thing while they are the same. */
  readonly programs?: string;
}

/**
 * Every place where a site that nospof made keeps data, used or not, as its machines' configuration tells: a kind of tier that
 * is not known here, but has a data volume, is a place with something unknown in it.
 * O(nodes + resources).
 */
export function storesOf(site: SiteFacts): readonly Store[] {
  return [...site.tiers]
    .flatMap(([tier, nodes]) => (tier === '' ? [] : storesOn(site, tier, nodes)))
    .concat(buckets(site));
}

function storesOn(site: SiteFacts, tier: string, nodes: readonly StepNode[]): readonly Store[] {
  const [first] = nodes;
  if (!first) return [];
  const holders = nodes.flatMap(({ volumes }) => volumes);
  const found = enginesOn(site, first, nodes).map(([kind, engine]) => ({ kind, engine, tier, nodes, holders }));
  if (found.length > 0 || holders.length === 0) return found;
  const programs = site.machineOf(first).serves.map(({ unit }) => unit);
  return [{ kind: 'unknown', engine: 'unknown', tier, nodes, holders, programs: programs.sort().join(' ') }];
}

function enginesOn(
  site: SiteFacts,
  node: StepNode,
  nodes: readonly StepNode[],
): readonly (readonly [DataKind, Engine])[] {
  const machine = site.machineOf(node);
  const { files } = machine;
  const application = applicationOf(site, node);
  if (application) {
    const { path, mounted } = fields(application.uploads);
    return [
      ...(machine.starts('mariadb') ? [['database', 'local'] as const] : []),
      ...(path !== undefined && mounted !== true ? [['files', 'local'] as const] : []),
    ];
  }
  if (files.has(NODE_FILES.galeraStart)) return [['database', 'galera']];
  if (machine.starts('pacemaker')) return [['database', 'primary-replica']];
  if (machine.starts('mariadb')) return [['database', nodes.length > 1 ? 'fixed-primary' : 'mysql']];
  if (machine.serves.some(({ unit }) => POSTGRESQL_UNIT.test(unit))) return [['database', 'postgresql']];
  if (machine.starts('nfs-server')) return [['files', 'nfs']];
  if (machine.starts('glusterd')) return [['files', hasArbiter(files) ? 'glusterfs-arbiter' : 'glusterfs']];
  if (machine.starts('nginx') && node.volumes.length > 0) return [['media', 'media-server']];
  return [];
}

/** Debian's unit of a server, which is named by its version. */
export const POSTGRESQL_UNIT = /^postgresql@\d+-main$/;

function hasArbiter(files: MachineFiles): boolean {
  return files.get(NODE_FILES.gluster)?.includes('replica 3 arbiter 1') ?? false;
}

/** Buckets behind CloudFront, by the tier after which nospof calls them: `aws_s3_bucket.media_store`. */
function buckets({ side, stack }: SiteFacts): readonly Store[] {
  if (side.site === undefined) return [];
  const origins = stack.ofType('aws_cloudfront_distribution').flatMap(({ body }) => {
    return addressesIn(JSON.stringify(body.origin ?? []));
  });
  const found = [...new Set(origins)].filter((address) => stack.get(address)?.type === 'aws_s3_bucket');
  return found.map((bucket) => ({
    kind: 'media',
    engine: 'cdn',
    tier: bucket
      .slice(bucket.indexOf('.') + 1)
      .replace(/_store$/, '')
      .replaceAll('_', '-'),
    nodes: [],
    holders: [bucket],
  }));
}
