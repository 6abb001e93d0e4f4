import { NODE_FILES } from '../../../model/node-files';
import { starts } from '../../../terraform/machine-files';
import { notAdmitted } from '../admission';
import { shortName } from '../gap';
import type { NodeGap } from '../node-gap';
import { closedAmong } from '../ports';
import type { TakeoverRule } from './rule';

const SCRIPT = NODE_FILES.gluster;
const UNIT = 'nospof-gluster';

/** glusterd, and the first and last port that Debian's glusterd gives its bricks. */
const PORTS = [24007, 49152, 60999].map((port) => ({ protocol: 'tcp', port }));

/** A member holds its copy when the script that makes and heals the volume names all members, and runs there. */
export const holdsReplica: TakeoverRule = (member, members, _service, site) => {
  const where = `${SCRIPT} of ${shortName(member.address)}`;
  const { files } = member.machine;
  const script = files.get(SCRIPT);
  if (script === undefined) return [gap('the script that makes the volume', where)];
  const named = new Set(/^nodes=\(([^)]*)\)/m.exec(script)?.[1]?.split(/\s+/) ?? []);
  const unit = files.get(`/etc/systemd/system/${UNIT}.service`);
  return [
    ...members
      .filter(({ host }) => !named.has(host ?? ''))
      .map((peer) => gap(`the node ${peer.host} (${shortName(peer.address)})`, where)),
    ...(/\bself=(\S+)/.exec(script)?.[1] === member.host ? [] : [gap(`its own address ${member.host}`, where)]),
    ...(/^layout=\(replica \d/m.test(script) ? [] : [gap('a replicated layout', where)]),
    ...(/'cluster\.quorum-type: auto'/.test(script)
      ? []
      : [gap('a quorum against split brain (cluster.quorum-type)', where)]),
    ...(unit?.includes(SCRIPT) ? [] : [gap(`a unit that runs ${SCRIPT}`, `units of ${shortName(member.address)}`)]),
    ...[UNIT, 'glusterd']
      .filter((name) => !starts(files, name))
      .map((name): NodeGap => {
        return {
          code: 'not-started',
          lookedFor: `a step that starts ${name}`,
          where: `setup steps of ${shortName(member.address)}`,
        };
      }),
    ...members.flatMap((peer) => notAdmitted(member, peer)).map((one): NodeGap => ({ code: 'not-admitted', ...one })),
    ...closedAmong(member, members, PORTS, site).map((closed) => ({ code: 'closed-port' as const, ...closed })),
  ];
};

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'no-replica', lookedFor, where };
}
