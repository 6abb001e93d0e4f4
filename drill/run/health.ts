import { NODE_FILES } from '../../model/node-files';
import type { TierKind } from '../../model/tiers';
import { fields } from '../../terraform/values';
import { skipsUploads } from '../kernel';
import type { LocalNode } from '../nodes/local-node';
import type { DrillNode } from '../plan';

/** Shell commands that succeed when a node of a kind does its work, run inside it. */
const DOES_ITS_WORK: Readonly<Record<TierKind, (node: DrillNode) => string>> = {
  'single-server': () => PAGE,
  web: (node) => [...mounted(node), PAGE].join(' && '),
  haproxy: ({ files }) =>
    [
      'curl -fsS -m 2 -o /dev/null http://127.0.0.1:8404/nospof/alive',
      ...(files.has(NODE_FILES.keepalived) ? ['systemctl -q is-active keepalived nospof-address'] : []),
    ].join(' && '),
  varnish: () => 'curl -fsS -m 3 -o /dev/null http://127.0.0.1:6081/health',
  memcached: ({ privateIps }) => `timeout 2 bash -c 'exec 3<>/dev/tcp/${privateIps[0]}/11211'`,
  nfs: ({ skippedUnits }) => (skippedUnits.length > 0 ? 'true' : 'systemctl -q is-active nfs-server'),
  // Not by `gluster volume status`, which takes a lock that all nodes share.
  glusterfs: () => 'pgrep -x glusterfsd > /dev/null && ! timeout 10 gluster pool list | grep -q Disconnected',
  mysql: ({ files }) =>
    files.has(CHECK_UNIT)
      ? `curl -fsS -m 3 -o /dev/null http://127.0.0.1:9200/read || curl -fsS -m 3 -o /dev/null http://127.0.0.1:9200/write`
      : `timeout 3 mariadb -e 'DO 1'`,
  cdn: () => 'true',
  'media-server': () => 'systemctl -q is-active nginx',
};

/** The home page, which shows whether the node reaches what it needs. */
const PAGE = 'curl -fsS -m 5 -o /dev/null http://127.0.0.1/';

const CHECK_UNIT = '/etc/systemd/system/nospof-dbcheck.service';

const SETUP_DONE = 'test -e /var/lib/nospof/complete';

/** A dead mount hangs. */
function mounted({ files, skippedUnits }: DrillNode): readonly string[] {
  if (skipsUploads(files, skippedUnits)) return [];
  const { mounted: shared, path } = fields(fields(JSON.parse(files.get(NODE_FILES.site) ?? '{}')).uploads);
  return shared === true ? [`timeout 3 findmnt -t fuse.glusterfs,nfs4 ${path}`, `timeout 3 ls ${path}`] : [];
}

/** A shell command that succeeds inside a node when it has come to the end of its setup and does its work. */
export function workCheck(node: DrillNode): string {
  return `${SETUP_DONE} && { ${DOES_ITS_WORK[node.kind](node)}; }`;
}

/** Whether a node has come to the end of its setup and does its work. */
export async function doesItsWork(node: LocalNode): Promise<boolean> {
  return succeeds(node, workCheck(node.plan));
}

/** Whether a tier's replicas hold the same data, as far as they can say; tiers without replicas always do. */
export async function isInSync(tier: readonly LocalNode[]): Promise<boolean> {
  const [any] = tier;
  if (!any || tier.length === 1) return true;
  switch (any.plan.kind) {
    case 'glusterfs':
      return healed(any);
    case 'mysql':
      return any.plan.files.has(NODE_FILES.corosync) ? replicated(tier) : synced(tier);
    default:
      return true;
  }
}

/** Every brick is reached, and none has anything to heal. */
async function healed(node: LocalNode): Promise<boolean> {
  const { stdout } = await answer(node, `timeout 20 gluster volume heal ${node.plan.tier} info`);
  const bricks = stdout.match(/^Brick /gm)?.length ?? 0;
  const clean = stdout.match(/^Status: Connected\nNumber of entries: 0$/gm)?.length ?? 0;
  return bricks > 1 && bricks === clean;
}

/** Every replica has what the primary had when it was asked. */
async function replicated(tier: readonly LocalNode[]): Promise<boolean> {
  const asked = await Promise.all(
    tier.map(async (node) => ({
      node,
      ...readOnly((await answer(node, `timeout 5 mariadb -BNe 'SELECT @@read_only, @@gtid_binlog_pos'`)).stdout),
    })),
  );
  const primary = asked.find(({ writes }) => writes);
  if (!primary?.position) return false;
  const waits = asked
    .filter((one) => one !== primary)
    .map(({ node }) => answer(node, `timeout 5 mariadb -BNe "SELECT MASTER_GTID_WAIT('${primary.position}', 1)"`));
  return (await Promise.all(waits)).every(({ stdout }) => stdout.trim() === '0');
}

function readOnly(text: string): { writes: boolean; position: string | undefined } {
  const [only, position] = text.trim().split('\t');
  return { writes: only === '0', position };
}

/** Every node of a Galera cluster sees all others and has caught up. */
async function synced(tier: readonly LocalNode[]): Promise<boolean> {
  const query = `SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ('wsrep_cluster_size', 'wsrep_local_state') ORDER BY VARIABLE_NAME`;
  const answers = await Promise.all(tier.map((node) => answer(node, `timeout 5 mariadb -BNe "${query}"`)));
  return answers.every(({ stdout }) => stdout.trim() === `${tier.length}\n4`);
}

async function succeeds(node: LocalNode, command: string): Promise<boolean> {
  return (await answer(node, command)).status === 0;
}

async function answer(node: LocalNode, command: string): Promise<{ status: number; stdout: string }> {
  return node.run(['sh', '-c', command]).catch(() => ({ status: 1, stdout: '' }));
}
