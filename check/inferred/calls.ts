import type { Links } from '../../terraform/links';
import type { Balancer } from './balancing/balancer';
import type { Callee } from './callee';
import type { InferenceContext } from './context';
import type { Machine, MachineGroup } from './machines/group';
import { NothingToJudgeError } from './nothing-to-judge';
import { reach, saysNothing } from './reach';
import type { Condition } from './site';

/** Most calls that are followed: far above what any site has. */
const MOST_CALLS = 100_000;

interface Reached {
  readonly callee: Callee;
  readonly found: 'yes' | 'possible';
}

/** What each machine group may call, and is taken to need. */
export class Calls {
  readonly #calls = new Map<MachineGroup, readonly Callee[]>();
  #count = 0;

  /**
   * @param groups all machines
   * @param callees what may be called, machines that no load balancer stands before among them
   */
  constructor(groups: readonly MachineGroup[], callees: readonly Callee[], context: InferenceContext) {
    const classes = [
      ...byClass(callees, ({ securityGroups, subnets, ports }) => {
        return `${keyOf(securityGroups)} ${subnets && keyOf(subnets)} ${ports?.join()}`;
      }),
    ];
    // Machines alike in groups and subnets reach the same: there may be thousands of them.
    for (const alike of byClass(
      groups,
      ({ securityGroups, subnets }) => `${keyOf(securityGroups)} ${keyOf(subnets)}`,
    )) {
      const [example] = alike;
      if (!example) continue;
      const reached = classes.flatMap((called) => {
        const [first] = called;
        const found = first === undefined ? 'no' : reach(example, first, context);
        return found === 'no' ? [] : called.map((callee) => ({ callee, found }));
      });
      const mute = saysNothing(example, context);
      for (const group of alike) {
        if (mute && callees.length > 0)
          context.note(
            `what ${group.resource.address} needs: its security groups let nothing out, so it can call nobody; nothing is counted`,
          );
        this.#enter(group, reached, context);
      }
    }
  }

  #enter(group: MachineGroup, reached: readonly Reached[], context: InferenceContext): void {
    const others = reached.filter(({ callee }) => callee.resource !== group.resource);
    this.#count += others.length;
    if (this.#count > MOST_CALLS) {
      throw new NothingToJudgeError(
        `its security groups let so many machines call so many that more than ${MOST_CALLS} needs would have to be assumed; nothing could be said of them`,
      );
    }
    for (const { callee, found } of others) {
      if (found === 'yes') continue;
      context.note(
        `whether ${group.resource.address} may call ${callee.resource.address}: not all of their security groups can be read; taken as calling it`,
      );
    }
    this.#calls.set(
      group,
      others.map(({ callee }) => callee),
    );
  }

  of(group: MachineGroup): readonly Callee[] {
    return this.#calls.get(group) ?? [];
  }

  /** What a machine needs of all that its group calls. */
  needsOf(group: MachineGroup, machine: Machine): readonly Condition[] {
    return this.of(group).map(({ service, condition }) => condition?.(machine) ?? { service });
  }

  /**
   * Leave out calls that lead back to where requests come from: what calls first is needed in any case, and two that
   * wait for each other would never start. What is called is said in the notes, as far as visitors' requests get there.
   * @param first where requests come in
   * @returns addresses of what is called on the way of visitors' requests
   */
  follow(
    first: readonly (Balancer | MachineGroup)[],
    behind: CallTargets,
    context: InferenceContext,
  ): ReadonlySet<string> {
    const done = new Set<object>();
    const open = new Set<object>();
    const called = new Map<string, Set<string>>();
    const enter = (node: Balancer | MachineGroup): void => {
      if (done.has(node)) return;
      open.add(node);
      for (const next of isGroup(node) ? this.#followed(node, open, behind, called, context) : behind.behind(node))
        enter(next);
      open.delete(node);
      done.add(node);
    };
    for (const root of first) enter(root);
    for (const [callee, callers] of [...called].sort(([a], [b]) => (a < b ? -1 : 1))) {
      context.note(
        `whether ${[...callers].sort().join(', ')} can do without ${callee}: security groups let it call that, and Terraform does not tell more; taken as not`,
      );
    }
    return new Set(called.keys());
  }

  /** Where a group's calls lead, those that lead back taken out. */
  #followed(
    group: MachineGroup,
    open: ReadonlySet<object>,
    behind: CallTargets,
    called: Map<string, Set<string>>,
    context: InferenceContext,
  ) {
    const kept: Callee[] = [];
    const onward: (Balancer | MachineGroup)[] = [];
    for (const callee of this.of(group)) {
      const target = behind.called(callee);
      if (target !== undefined && open.has(target)) {
        context.note(
          `whether ${group.resource.address} calls ${callee.resource.address}: it may, and is called by it; not counted`,
        );
        continue;
      }
      kept.push(callee);
      if (target !== undefined) onward.push(target);
      const callers = called.get(callee.resource.address) ?? new Set();
      called.set(callee.resource.address, callers.add(group.resource.address));
    }
    this.#calls.set(group, kept);
    return onward;
  }
}

/** What stands behind a load balancer, and what a callee is if it calls others itself. */
export interface CallTargets {
  readonly behind: (balancer: Balancer) => readonly (MachineGroup | Balancer)[];
  readonly called: (callee: Callee) => Balancer | MachineGroup | undefined;
}

/** Those that are alike, together. */
function byClass<T>(all: readonly T[], key: (one: T) => string): Iterable<readonly T[]> {
  const classes = new Map<string, T[]>();
  for (const one of all) {
    const known = classes.get(key(one)) ?? [];
    known.push(one);
    classes.set(key(one), known);
  }
  return classes.values();
}

function keyOf({ possible, open }: Links): string {
  return `${open} ${possible.map(({ address }) => address).join()}`;
}

function isGroup(node: Balancer | MachineGroup): node is MachineGroup {
  return 'machines' in node;
}
