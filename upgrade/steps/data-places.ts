import { NODE_FILES } from '../../model/node-files';
import { addressOf } from '../../terraform/references';
import { type Fields, fields, isFields } from '../../terraform/values';
import type { SiteFacts, StepNode } from '../site-facts';

/** What an application keeps. */
export type DataKind = 'database' | 'files' | 'media';

/** What keeps it. */
export type Engine =
  /** MariaDB on the application's own node, or files on its data volume. */
  | 'local'
  /** One MariaDB server. */
  | 'mysql'
  /** A primary with replicas, of which one is promoted when the primary dies. */
  | 'primary-replica'
  /** A primary for good, with replicas that follow it (`failover: none`). */
  | 'fixed-primary'
  | 'galera'
  | 'nfs'
  | 'glusterfs'
  | 'media-server'
  | 'cdn';

/** Where one tier's application keeps one kind of data. */
export interface DataPlace {
  readonly kind: DataKind;
  readonly engine: Engine;
  /** The tier whose application it is. */
  readonly consumer: string;
  /** The tier that keeps it; the consumer itself where it is local. */
  readonly keeper: string;
}

const SITE_FILE = NODE_FILES.site;
const GALERA_START = NODE_FILES.galeraStart;

/**
 * Where each application keeps its data: by its configuration (`site.json`), and by the claims, which tell the tier behind a
 * local proxy or mount.
 */
export function dataPlaces(site: SiteFacts): readonly DataPlace[] {
  return [...site.tiers].flatMap(([consumer, [node]]) => {
    const application = node && applicationOf(site, node);
    if (!node || !application) return [];
    const place = (kind: DataKind, found: { engine: Engine; keeper: string } | undefined): DataPlace[] =>
      found ? [{ kind, consumer, ...found }] : [];
    return [
      ...place('database', application.database === undefined ? undefined : databaseOf(site, node)),
      ...place('files', filesOf(site, node, fields(application.uploads))),
      ...place('media', mediaOf(site, node, fields(application.media))),
    ];
  });
}

/** What a node's application is told of its services. */
export function applicationOf(site: SiteFacts, node: StepNode): Fields | undefined {
  const text = site.filesOf(node).get(SITE_FILE);
  if (text === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    return isFields(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

type Found = { readonly engine: Engine; readonly keeper: string } | undefined;

function databaseOf(site: SiteFacts, node: StepNode): Found {
  const keeper = supplier(site, node.tier, 'write', (tier) => has(site, `${tier}.read`));
  if (keeper === undefined) {
    return site.machineOf(node).starts('mariadb') ? { engine: 'local', keeper: node.tier } : undefined;
  }
  const [first, ...more] = site.nodesOf(keeper);
  if (!first) return undefined;
  if (site.filesOf(first).has(GALERA_START)) return { engine: 'galera', keeper };
  if (more.length === 0) return { engine: 'mysql', keeper };
  return { engine: site.machineOf(first).starts('pacemaker') ? 'primary-replica' : 'fixed-primary', keeper };
}

function filesOf(site: SiteFacts, node: StepNode, uploads: Fields): Found {
  if (uploads.path === undefined) return undefined;
  if (uploads.mounted !== true) return { engine: 'local', keeper: node.tier };
  const keeper = supplier(site, node.tier, 'upload', (tier) => has(site, `${tier}.mount`));
  if (keeper === undefined) return undefined;
  const isReplica = site.claims?.services.some(
    ({ id, takeover }) => id === `${keeper}.mount` && takeover === 'replica',
  );
  return { engine: isReplica ? 'glusterfs' : 'nfs', keeper };
}

function mediaOf(site: SiteFacts, node: StepNode, media: Fields): Found {
  if (media.kind === 'server') {
    const keeper = supplier(site, node.tier, 'write', (tier) => has(site, `${tier}.put`));
    return keeper === undefined ? undefined : { engine: 'media-server', keeper };
  }
  if (media.kind !== 'cdn') return undefined;
  const bucket = addressOf(fields(site.stack.get(node.address)?.body.tags)['nospof:media-bucket']);
  const store = site.claims?.services.find(({ id, members }) => id.endsWith('.store') && members[0] === bucket);
  return store ? { engine: 'cdn', keeper: tierOf(store.id) } : undefined;
}

/** The tier whose service a tier's service needs, where it is such a tier. */
function supplier(
  { claims }: SiteFacts,
  tier: string,
  service: string,
  is: (tier: string) => boolean,
): string | undefined {
  const needs = claims?.needs.filter(({ from }) => from === `${tier}.${service}`) ?? [];
  return needs.flatMap(({ anyOf }) => anyOf.map(tierOf)).find(is);
}

function has({ claims }: SiteFacts, service: string): boolean {
  return claims?.services.some(({ id }) => id === service) ?? false;
}

function tierOf(service: string): string {
  return service.slice(0, service.lastIndexOf('.'));
}
