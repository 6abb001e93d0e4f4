import { NODE_FILES } from '../../../model/node-files';
import { BYTES_PER_INODE } from '../../../model/replica-room';
import { type GlusterScript, isArbiter } from '../../../terraform/machine/gluster';
import { shellVariable } from '../../../terraform/machine/shell-commands';
import { unitEntries, unitValue } from '../../../terraform/machine/systemd';
import type { NodeFacts } from '../../../terraform/nodes';
import { number } from '../../../terraform/values';
import { notAdmitted } from '../admission';
import { shortName } from '../gap';
import type { NodeGap } from '../node-gap';
import { closedAmong } from '../ports';
import type { EvidenceContext } from '../site';
import type { TakeoverRule } from './rule';

const SCRIPT = NODE_FILES.gluster;
const UNIT = 'nospof-gluster';

/** glusterd, and the first and last port that Debian's glusterd gives its bricks. */
const PORTS = [24007, 49152, 60999].map((port) => ({ protocol: 'tcp', port }));

/** A member holds its copy when the script that makes and heals the volume names all members, and runs there. */
export const holdsReplica: TakeoverRule = (member, members, _service, site) => {
  const where = `${SCRIPT} of ${shortName(member.address)}`;
  const { files, gluster } = member.machine;
  if (gluster === undefined) return [gap('the script that makes the volume', where)];
  const named = new Set(gluster.nodes);
  const runs = unitValue(unitEntries(files, UNIT), 'Service.ExecStart');
  return [
    ...members
      .filter(({ privateIp }) => !named.has(privateIp ?? ''))
      .map((peer) => gap(`the node ${peer.privateIp} (${shortName(peer.address)})`, where)),
    ...(gluster.self === member.privateIp ? [] : [gap(`its own address ${member.privateIp}`, where)]),
    ...(gluster.copies !== undefined ? [] : [gap('a replicated layout', where)]),
    ...(gluster.options.get('cluster.quorum-type') === 'auto'
      ? []
      : [gap('a quorum against split brain (cluster.quorum-type)', where)]),
    ...(runs?.split(/[\s;'"]+/).includes(SCRIPT)
      ? []
      : [gap(`a unit that runs ${SCRIPT}`, `units of ${shortName(member.address)}`)]),
    ...[UNIT, 'glusterd']
      .filter((name) => !member.machine.starts(name))
      .map((name): NodeGap => {
        return {
          code: 'not-started',
          lookedFor: `a step that starts ${name}`,
          where: `setup steps of ${shortName(member.address)}`,
        };
      }),
    ...room(member, members, gluster, site),
    ...members.flatMap((peer) => notAdmitted(member, peer)).map((one): NodeGap => ({ code: 'not-admitted', ...one })),
    ...closedAmong(member, members, PORTS, site).map((closed) => ({ code: 'closed-port' as const, ...closed })),
  ];
};

const DATA_VOLUME = NODE_FILES.dataVolume;

/**
 * A copy that is full drops out while the others go on, and then the next loss stops all writes. So each member has as much
 * room as the largest, and an arbiter, which holds names alone, as many inodes.
 */
function room(
  member: NodeFacts,
  members: readonly NodeFacts[],
  script: GlusterScript,
  site: EvidenceContext,
): NodeGap[] {
  const own = volumeOf(member, site);
  // An arbiter may have more inodes than it needs: nobody else has to follow it.
  const all = members.filter((one) => !isArbiter(script, one.privateIp)).flatMap((one) => volumeOf(one, site) ?? []);
  // That there is no volume at all is looked at elsewhere.
  if (!own) return member.volumes.map(({ address }) => gap('a size in GiB', `size of ${address}`));
  const largest = Math.max(...all.map(({ gib }) => gib));
  // An arbiter's room is rounded up to whole GiB, so it may have more than it needs.
  const bricks = members.filter((one) => !isArbiter(script, one.privateIp)).flatMap((one) => volumeOf(one, site) ?? []);
  const inodes = Math.max(0, ...bricks.map((one) => one.inodes));
  if (!isArbiter(script, member.privateIp) && own.gib < largest)
    return [gap(`${largest} GiB, as the others have`, own.where)];
  if (own.inodes >= inodes) return [];
  const files = `room for as many files as the others have (${inodes} inodes; ${own.inodes})`;
  return [gap(files, `${own.where}, and bytes_per_inode in ${DATA_VOLUME} of ${shortName(member.address)}`)];
}

function volumeOf(node: NodeFacts, { stack }: EvidenceContext) {
  for (const { address } of node.volumes) {
    const gib = number(stack.get(address)?.body.size);
    const ratio = Number(shellVariable(node.machine.script(DATA_VOLUME) ?? [], 'bytes_per_inode')?.[0]);
    if (gib !== undefined) {
      const inodes = Math.floor((gib * 2 ** 30) / (ratio || BYTES_PER_INODE));
      return { gib, inodes, where: `size of ${address}` };
    }
  }
  return undefined;
}

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'no-replica', lookedFor, where };
}
