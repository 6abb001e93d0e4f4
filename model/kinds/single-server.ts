import { rootGiBFor } from '../root-disk';
import * as f from '../schema/fields';
import { publicSlot } from './address-plan';
import { applicationConflicts, applicationKeys, MAX_UPLOAD_MIB } from './application';
import { nodeKind, ONE_NODE } from './record';

const DEFAULTS = {
  nodes: 1,
  size: 't3.small',
  runtime: 'wsgi',
  storageGiB: 20,
  address: 'elastic-ip',
  maxUploadMiB: MAX_UPLOAD_MIB,
} as const;

export const singleServer = nodeKind({
  kind: 'single-server',
  about: 'Web server, database and files on one machine.',
  defaults: DEFAULTS,
  nodes: ONE_NODE,
  keys: {
    ...applicationKeys(),
    storageGiB: f.storageGiB().default(DEFAULTS.storageGiB),
    address: f.choiceOf(['elastic-ip']).default(DEFAULTS.address).describe('How visitors reach the node.'),
  },
  // One that grows into a web server keeps its address, so the two share a slot: a site has only one.
  addresses: { public: publicSlot(1) },
  runsApplication: true,
  rootGiB: ({ maxUploadMiB }) => rootGiBFor(maxUploadMiB),
  namedIn: [],
  stores: { what: ['rows', 'files'], on: 'volume', copies: 'each-its-own' },
  membersAgree: false,
  memberLoss: 'service',
  entrance: { as: 'one single server', of: ({ address }) => ({ address, scheme: 'http' }) },
  conflicts: (tier, { kindsFor }) => applicationConflicts(tier, true, kindsFor('files')),
});
