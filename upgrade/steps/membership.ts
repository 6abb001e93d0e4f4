import { NODE_FILES } from '../../model/node-files';
import type { Machine } from '../../terraform/machine/machine';

/** How a person sees that a node holds the same data as its peers again. */
export interface MembershipSign {
  /** What it then does, as `is healed (…)`. */
  readonly sign: string;
  /** Shell that shows it, on any node of the tier. */
  readonly command: string;
}

/** Of a node that holds a copy of its peers' data; undefined for one that has nothing in common with them. */
export function membershipSign(machine: Machine, tier: string): MembershipSign | undefined {
  if (machine.starts('pacemaker')) return { sign: 'is a replica again (`crm_mon -1`)', command: 'crm_mon -1' };
  if (machine.files.has(NODE_FILES.galeraStart)) {
    const query = "SHOW STATUS LIKE 'wsrep_local_state_comment'";
    return { sign: `is Synced (\`${query}\`)`, command: `mariadb -e "${query}"` };
  }
  if (machine.starts('glusterd')) {
    return { sign: 'is healed (`gluster volume heal … info`)', command: `gluster volume heal ${tier} info` };
  }
  return undefined;
}
