import { NODE_FILES } from '../model/node-files';
import type { PlacedKind } from '../model/tiers';
import type { MachineFiles } from '../terraform/machine-files';
import { fields } from '../terraform/values';
import {
  ownFolder,
  type ReadBacks,
  readsBrick,
  readsExport,
  readsNothing,
  readsOwnFolder,
  readsPostgresql,
  readsRows,
} from './judging/durability';
import { type KernelNeed, NFS_SERVER, skipsUploads } from './kernel';
import { databaseBack, filesBack, ownVolumesBack, type WayBack } from './restore/ways';
import { databaseInSync, healed, type InSync, nothingInCommon } from './run/in-sync';

/** A node, as far as its kind must know it. */
interface PlannedNode {
  readonly files: MachineFiles;
  /** Units that this machine's kernel cannot run. */
  readonly skippedUnits: readonly string[];
  /** Primary first. */
  readonly privateIps: readonly string[];
  /** @default - the machine has only its root disk */
  readonly dataVolume?: { readonly sizeGiB: number };
}

/** What a drill must do on the nodes of a kind, besides what the kind's record says. */
interface DrilledKind {
  /** A shell command that succeeds inside a node when it does its work. */
  readonly doesItsWork: (node: PlannedNode) => string;
  /** Whether the nodes of a tier hold the same data. */
  readonly isInSync: InSync;
  /** How to see, on a node, the rows and files that it stores. */
  readonly readBacks: ReadBacks;
  /** What its servers need of the kernel, which all nodes of a drill share. */
  readonly needsKernel: KernelNeed | 'nothing';
  /** How a tier of these nodes gets its rows and files back from snapshots. */
  readonly wayBack: (tier: readonly PlannedNode[]) => WayBack | 'none';
}

/** What has nothing on a data volume that visitors of a drill have left there. */
const nothingLost = () => 'none' as const;

/** Whether visitors' files are on the node's own data volume. */
function keepsUploads({ dataVolume, files }: PlannedNode): boolean {
  return dataVolume !== undefined && ownFolder(files) !== undefined;
}

/** The home page, which shows whether the node reaches what it needs. */
const PAGE = 'curl -fsS -m 5 -o /dev/null http://127.0.0.1/';

const CHECK_UNIT = '/etc/systemd/system/nospof-dbcheck.service';

/** Each kind whose nodes a drill boots. One without an entry does not compile. */
export const DRILLED: Readonly<Record<PlacedKind, DrilledKind>> = {
  'single-server': {
    doesItsWork: () => PAGE,
    isInSync: nothingInCommon,
    readBacks: (node) => [...readsRows(node), ...readsOwnFolder(node)],
    needsKernel: 'nothing',
    wayBack: () => ownVolumesBack,
  },
  web: {
    doesItsWork: (node) => [...mounted(node), PAGE].join(' && '),
    isInSync: nothingInCommon,
    readBacks: readsOwnFolder,
    needsKernel: 'nothing',
    wayBack: (tier) => (tier.some(keepsUploads) ? ownVolumesBack : 'none'),
  },
  haproxy: {
    doesItsWork: ({ files }) =>
      [
        'curl -fsS -m 2 -o /dev/null http://127.0.0.1:8404/nospof/alive',
        ...(files.has(NODE_FILES.keepalived) ? ['systemctl -q is-active keepalived nospof-address'] : []),
      ].join(' && '),
    isInSync: nothingInCommon,
    readBacks: readsNothing,
    needsKernel: 'nothing',
    wayBack: nothingLost,
  },
  varnish: {
    doesItsWork: () => 'curl -fsS -m 3 -o /dev/null http://127.0.0.1:6081/health',
    isInSync: nothingInCommon,
    readBacks: readsNothing,
    needsKernel: 'nothing',
    wayBack: nothingLost,
  },
  memcached: {
    doesItsWork: ({ privateIps }) => `timeout 2 bash -c 'exec 3<>/dev/tcp/${privateIps[0]}/11211'`,
    isInSync: nothingInCommon,
    // Sessions are in memory, two copies of each among the servers: what can be promised of them is asked of the site.
    readBacks: readsNothing,
    needsKernel: 'nothing',
    wayBack: nothingLost,
  },
  redis: {
    doesItsWork: () => 'curl -fsS -m 3 -o /dev/null http://127.0.0.1:9200/primary',
    isInSync: nothingInCommon,
    // Sessions are no rows and no files: what can be promised of them is asked of the site.
    readBacks: readsNothing,
    needsKernel: 'nothing',
    wayBack: nothingLost,
  },
  nfs: {
    doesItsWork: ({ skippedUnits }) => (skippedUnits.length > 0 ? 'true' : 'systemctl -q is-active nfs-server'),
    isInSync: nothingInCommon,
    readBacks: readsExport,
    needsKernel: NFS_SERVER,
    wayBack: () => ownVolumesBack,
  },
  glusterfs: {
    // Not by `gluster volume status`, which takes a lock that all nodes share.
    doesItsWork: () =>
      `pgrep -x glusterfsd > /dev/null && ! timeout 10 gluster pool list | grep -q Disconnected && [ ! -e ${NODE_FILES.glusterFilling} ]`,
    isInSync: healed,
    readBacks: readsBrick,
    needsKernel: 'nothing',
    wayBack: () => filesBack,
  },
  mysql: {
    doesItsWork: ({ files }) =>
      files.has(CHECK_UNIT)
        ? 'curl -fsS -m 3 -o /dev/null http://127.0.0.1:9200/read || curl -fsS -m 3 -o /dev/null http://127.0.0.1:9200/write'
        : `timeout 3 mariadb -e 'DO 1'`,
    isInSync: databaseInSync,
    readBacks: readsRows,
    needsKernel: 'nothing',
    wayBack: (tier) => (tier.length > 1 ? databaseBack : ownVolumesBack),
  },
  postgresql: {
    doesItsWork: () => 'curl -fsS -m 3 -o /dev/null http://127.0.0.1:9200/write',
    isInSync: nothingInCommon,
    readBacks: readsPostgresql,
    needsKernel: 'nothing',
    wayBack: () => ownVolumesBack,
  },
  'media-server': {
    doesItsWork: () => 'systemctl -q is-active nginx',
    isInSync: nothingInCommon,
    // No stream of a drill leaves media.
    readBacks: readsNothing,
    needsKernel: 'nothing',
    wayBack: nothingLost,
  },
};

/** A dead mount hangs. */
function mounted({ files, skippedUnits }: PlannedNode): readonly string[] {
  if (skipsUploads(files, skippedUnits)) return [];
  const { mounted: shared, path } = fields(fields(JSON.parse(files.get(NODE_FILES.site) ?? '{}')).uploads);
  return shared === true ? [`timeout 3 findmnt -t fuse.glusterfs,nfs4 ${path}`, `timeout 3 ls ${path}`] : [];
}
