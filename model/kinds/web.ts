import { rootGiBFor } from '../root-disk';
import * as f from '../schema/fields';
import { publicSlot } from './address-plan';
import { applicationConflicts, applicationKeys, MAX_UPLOAD_MIB } from './application';
import { conflict, nodeKind, type OptionConflict, upTo } from './record';

const DEFAULTS = {
  nodes: 2,
  size: 't3.small',
  runtime: 'wsgi',
  healthPath: '/health',
  maxUploadMiB: MAX_UPLOAD_MIB,
} as const;

export const web = nodeKind({
  kind: 'web',
  about: 'Nodes that run the web application.',
  defaults: DEFAULTS,
  nodes: upTo(5000, DEFAULTS.nodes),
  keys: {
    ...applicationKeys(),
    needs: f
      .listOf(f.tierReference(), 'tier names', 10)
      .default([])
      .describe('Names of the tiers that the application uses: at most one each for database, cache, files and media.'),
    address: f.choiceOf(['elastic-ip']).optional().describe('Makes the only node the entrance of the site.'),
    storageGiB: f
      .storageGiB()
      .optional()
      .describe('Size of a data volume for local files, in GiB; only with one node.'),
    healthPath: f
      .text(/^\/[\w.~/@%+?=&-]{0,200}$/, 'a URL path, as /health')
      .default(DEFAULTS.healthPath)
      .describe('URL path that answers 200 while the node can serve. It must not touch shared services.'),
  },
  addresses: {
    // The upper half of a private subnet; AWS keeps the last address, so the last 16 stay free. Tiers start in the lower
    // half of that, so that thousands of nodes fit behind.
    private: { first: 4096, size: 4096 - 16, block: 32, grows: { startSpace: 2048 } },
    // The only node, at the site's address.
    public: { ...publicSlot(1), block: 1 },
  },
  runsApplication: true,
  rootGiB: ({ maxUploadMiB }) => rootGiBFor(maxUploadMiB),
  namedIn: ['haproxy.to', 'haproxy.routes', 'varnish.to'],
  stores: { what: ['files'], on: 'volume', copies: 'each-its-own' },
  membersAgree: false,
  memberLoss: 'nothing',
  names: ({ needs }) => needs.map((to, index) => ({ place: 'web.needs', to, path: ['needs', index] })),
  entrance: {
    as: 'one web tier with an address',
    byKey: 'address',
    of: ({ address }) => (address === undefined ? undefined : { address, scheme: 'http' }),
  },
  conflicts: (tier, { roleOf, kindsFor }) => {
    const { name, nodes, address, storageGiB, needs } = tier;
    const fileStores = kindsFor('files');
    const files = needs.find((need) => roleOf(need) === 'files');
    const own = applicationConflicts(tier, files !== undefined || storageGiB !== undefined, fileStores);
    if (nodes > 1) return [...own, ...severalNodes(nodes, address, storageGiB, fileStores)];
    // The site stores files in one place: with a tier for them, nothing would ever be written to a volume of its own.
    if (files === undefined || storageGiB === undefined) return own;
    const message = `the files of ${name} are on ${files}; its own volume would stay unused`;
    const fix = `delete storageGiB (if the volume holds files, keep it: keep: { ${name}-1-data: … }), or do not need ${files}`;
    return [
      ...own,
      conflict('storageGiB', storageGiB, message, `storageGiB without a ${fileStores} tier among the needs`, fix),
    ];
  },
});

function severalNodes(
  nodes: number,
  address: string | undefined,
  storageGiB: number | undefined,
  fileStores: string,
): readonly OptionConflict[] {
  const problems: OptionConflict[] = [];
  if (address !== undefined) {
    const message = `${nodes} web nodes cannot share one address by themselves`;
    const fix = 'write nodes: 1, or delete the address and put a haproxy tier in front';
    problems.push(conflict('address', address, message, 'an address with nodes: 1', fix));
  }
  if (storageGiB !== undefined) {
    const message = `local files on ${nodes} web nodes would differ from node to node`;
    const fix = `write nodes: 1, or delete storageGiB and need an ${fileStores} tier`;
    problems.push(conflict('storageGiB', storageGiB, message, 'storageGiB with nodes: 1', fix));
  }
  return problems;
}
