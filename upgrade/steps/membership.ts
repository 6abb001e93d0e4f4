import { NODE_FILES } from '../../model/node-files';
import type { Machine } from '../../terraform/machine/machine';

/** How a person sees that a node holds the same data as its peers again. */
export interface MembershipSign {
  /** What it then does, as `is healed (…)`. */
  readonly sign: string;
  /** Shell that shows it on any node of the tier, and fails unless all of its nodes are members. */
  readonly command: string;
}

/**
 * Of a node that holds a copy of its peers' data; undefined for one that has nothing in common with them.
 * @param nodes how many the tier has
 */
export function membershipSign(machine: Machine, tier: string, nodes: number): MembershipSign | undefined {
  if (machine.starts('pacemaker')) {
    // Two lines of it: `* Promoted: [ db-1 ]` and `* Unpromoted: [ db-2 db-3 ]`.
    const counted = `/[*] Promoted: / { one = NF - 4 } /[*] Unpromoted: / { more = NF - 4 }`;
    return {
      sign: 'is a replica again (`crm_mon -1`)',
      command: `crm_mon -1 | awk '{ print } ${counted} END { exit !(one == 1 && more == ${nodes - 1}) }'`,
    };
  }
  if (machine.files.has(NODE_FILES.galeraStart)) {
    const wanted = `wsrep_cluster_size\\s${nodes}|wsrep_cluster_status\\sPrimary|wsrep_local_state_comment\\sSynced`;
    return {
      sign: "is Synced (`SHOW STATUS LIKE 'wsrep_local_state_comment'`)",
      command: `mariadb -Ne "SHOW STATUS LIKE 'wsrep_%'" | grep -xE '${wanted}' | awk '{ print } END { exit NR != 3 }'`,
    };
  }
  if (machine.starts('glusterd')) {
    const counted = `/^Number of entries: / { n++; if ($NF != "0") bad = 1 }`;
    return {
      sign: 'is healed (`gluster volume heal … info`)',
      command: `gluster volume heal ${tier} info | awk '{ print } ${counted} END { exit bad || n != ${nodes} }'`,
    };
  }
  return undefined;
}
