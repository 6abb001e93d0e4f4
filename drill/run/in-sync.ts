import { NODE_FILES } from '../../model/node-files';
import type { MachineFiles } from '../../terraform/machine-files';
import { brickOf } from '../judging/durability';

/** A running node, as far as it can be asked. */
export interface AskedNode {
  readonly plan: { readonly tier: string; readonly files: MachineFiles };
  run(command: readonly string[]): Promise<{ readonly status: number; readonly stdout: string }>;
}

/** Whether the nodes of a tier hold the same data, as far as they can say; asked of tiers with several nodes. */
export type InSync = (tier: readonly AskedNode[]) => Promise<boolean>;

/** Of nodes that have no data in common. */
export const nothingInCommon: InSync = async () => true;

/**
 * GlusterFS: every brick is reached, none has anything to heal, and those of a set hold as many files. A brick that is filled anew
 * has nothing to heal by what GlusterFS says, before its crawl over all files has come to them.
 */
export const healed: InSync = async (tier) => {
  const [node] = tier;
  if (!node) return true;
  const { stdout } = await answer(node, `timeout 20 gluster volume heal ${node.plan.tier} info`);
  const bricks = stdout.match(/^Brick /gm)?.length ?? 0;
  const clean = stdout.match(/^Status: Connected\nNumber of entries: 0$/gm)?.length ?? 0;
  return bricks > 1 && bricks === clean && (await holdAsMany(tier));
};

async function holdAsMany(tier: readonly AskedNode[]): Promise<boolean> {
  const counts = await Promise.all(
    tier.map(async (node) => {
      const { folder = '', group } = brickOf(node.plan.files) ?? {};
      const files = `find ${folder} -path ${folder}/.glusterfs -prune -o -type f -print | wc -l`;
      return { group, count: (await answer(node, files)).stdout.trim() };
    }),
  );
  return counts.every(({ group, count }) => counts.every((other) => other.group !== group || other.count === count));
}

/** MariaDB under Pacemaker, or in a Galera cluster. */
export const databaseInSync: InSync = async (tier) => {
  return tier[0]?.plan.files.has(NODE_FILES.corosync) ? replicated(tier) : synced(tier);
};

/** Every replica has what the primary had when it was asked. */
async function replicated(tier: readonly AskedNode[]): Promise<boolean> {
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
async function synced(tier: readonly AskedNode[]): Promise<boolean> {
  const query = `SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ('wsrep_cluster_size', 'wsrep_local_state') ORDER BY VARIABLE_NAME`;
  const answers = await Promise.all(tier.map((node) => answer(node, `timeout 5 mariadb -BNe "${query}"`)));
  return answers.every(({ stdout }) => stdout.trim() === `${tier.length}\n4`);
}

/** What a shell command printed inside a node, and how it ended; a node that cannot be asked is one where it failed. */
export async function answer(node: AskedNode, command: string): Promise<{ status: number; stdout: string }> {
  return node.run(['sh', '-c', command]).catch(() => ({ status: 1, stdout: '' }));
}
