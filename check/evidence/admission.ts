import type { NodeFacts } from '../../terraform/nodes';
import { shortName } from './gap';
import type { NodeGap } from './node-gap';

/** Whether a callee's own configuration lets a caller in, where it has a list of those that it does. */
export function notAdmitted(caller: NodeFacts, callee: NodeFacts): readonly Pick<NodeGap, 'lookedFor' | 'where'>[] {
  return callee.machine.admissions
    .filter(({ admits }) => !admits(caller.privateIp ?? ''))
    .map(({ path }) => ({
      lookedFor: `${caller.privateIp} (${shortName(caller.address)})`,
      where: `${path} of ${shortName(callee.address)}`,
    }));
}
