import type { Links } from '../../terraform/links';
import type { Balancer } from './balancing/balancer';
import type { Callee } from './callee';
import type { InferenceContext } from './context';
import type { FunctionUnit } from './functions';
import type { InferredMachine, MachineGroup } from './machines/group';
import type { Mentions } from './mentions';
import { baseAddress } from './names';
import { NothingToJudgeError } from './nothing-to-judge';
import { type Called, reach, saysNothing } from './reach';
import type { Condition } from './site';

/** Most calls that are followed: far above what any site has. */
const MOST_CALLS = 100_000;

/** What calls others: machines that are alike, or a function. */
export type CallingUnit = MachineGroup | FunctionUnit;

/** How it is known that one calls another: by its address, or by firewalls that let it. */
type Found = 'by-address' | 'yes' | 'possible' | 'by-unknown-address';

interface Reached {
  readonly callee: Callee;
  readonly found: Found;
}

/** What each unit may call, and is taken to need. */
export class Calls {
  readonly #calls = new Map<CallingUnit, readonly Reached[]>();
  #count = 0;

  /**
   * @param units all that calls
   * @param callees what may be called, machines that no load balancer stands before among them
   */
  constructor(
    units: readonly CallingUnit[],
    callees: readonly Callee[],
    readonly mentions: Mentions,
    readonly context: InferenceContext,
  ) {
    const classes = [
      ...byClass(callees, ({ securityGroups, subnets, ports, openness }) => {
        return `${keyOf(securityGroups)} ${subnets && keyOf(subnets)} ${ports?.join()} ${openness}`;
      }),
    ];
    // Units alike in groups and subnets reach the same: there may be thousands of them.
    for (const alike of byClass(
      units,
      (unit) => `${isFunction(unit)} ${isOutside(unit)} ${keyOf(unit.securityGroups)} ${keyOf(unit.subnets)}`,
    )) {
      const [example] = alike;
      if (!example) continue;
      const reached = classes.flatMap((called) => this.#reachedBy(example, called));
      const mute = !isOutside(example) && saysNothing(example, context);
      const withoutPeers = byBase(reached);
      for (const unit of alike) {
        if (mute && callees.length > 0) context.note('lets-nothing-out', unit.resource.address);
        this.#enter(unit, withoutPeers, callees);
      }
    }
  }

  #reachedBy(caller: CallingUnit, alike: readonly Callee[]): readonly Reached[] {
    const [first] = alike;
    // A function outside of any network reaches what is public alone, which its configuration has to name.
    if (first === undefined || first.openness === 'by-address' || isOutside(caller)) return [];
    // What a function calls besides stores says so by its security group's name, not by being in the same network.
    const called: Called = isFunction(caller) && first.openness !== undefined ? { ...first, openness: 'named' } : first;
    const found = reach(caller, called, this.context);
    if (found === 'no' || (called.openness === 'named' && found !== 'yes')) return [];
    return alike.map((callee) => ({ callee, found }));
  }

  #enter(unit: CallingUnit, reached: (base: string) => WithoutPeers, callees: readonly Callee[]): void {
    const { resource } = unit;
    const mentioned = this.mentions.of(resource);
    const isOpen = this.mentions.isOpen(resource);
    const byAddress = callees.flatMap((callee): readonly Reached[] => {
      if (callee.resource === resource) return [];
      if (mentioned.has(callee.resource.address)) return [{ callee, found: 'by-address' }];
      // A store has no other way to say who calls it than its address.
      return isOpen && callee.openness === undefined ? [{ callee, found: 'by-unknown-address' }] : [];
    });
    const named = new Set(byAddress.map(({ callee }) => callee));
    const base = baseAddress(resource.address);
    const { rest, hasPeers } = reached(base);
    if (hasPeers) this.context.note('peers', base);
    const others = named.size === 0 ? rest : [...byAddress, ...rest.filter(({ callee }) => !named.has(callee))];
    this.#count += others.length;
    if (this.#count > MOST_CALLS) {
      throw new NothingToJudgeError(
        `its security groups let so many machines call so many that more than ${MOST_CALLS} needs would have to be assumed; nothing could be said of them`,
      );
    }
    this.#calls.set(unit, others);
  }

  of(unit: CallingUnit): readonly Callee[] {
    return (this.#calls.get(unit) ?? []).map(({ callee }) => callee);
  }

  /** What a machine, or a function, needs of all that its unit calls. */
  needsOf(unit: CallingUnit, machine?: InferredMachine): readonly Condition[] {
    return this.of(unit).map(({ service, condition }) => (machine && condition?.(machine)) ?? { service });
  }

  /**
   * Leave out calls that lead back to where requests come from: what calls first is needed in any case, and two that
   * wait for each other would never start. What is called is said in the notes, as far as visitors' requests get there.
   * @param first where requests come in
   * @returns addresses of what is called on the way of visitors' requests
   */
  follow(first: readonly (Balancer | CallingUnit)[], targets: CallTargets): ReadonlySet<string> {
    const done = new Set<object>();
    const open = new Set<object>();
    const called = new Set<string>();
    const enter = (node: Balancer | CallingUnit): void => {
      if (done.has(node)) return;
      open.add(node);
      for (const next of isUnit(node) ? this.#followed(node, open, targets, called) : targets.behind(node)) enter(next);
      open.delete(node);
      done.add(node);
    };
    for (const root of first) enter(root);
    return called;
  }

  /** Where a unit's calls lead, those that lead back taken out. */
  #followed(unit: CallingUnit, open: ReadonlySet<object>, targets: CallTargets, called: Set<string>) {
    const kept: Reached[] = [];
    const onward: (Balancer | CallingUnit)[] = [];
    const { address } = unit.resource;
    for (const reached of this.#calls.get(unit) ?? []) {
      const { callee, found } = reached;
      const others = [callee.resource.address];
      const target = targets.called(callee);
      if (target !== undefined && open.has(target)) {
        this.context.note('calls-back', address, { others });
        continue;
      }
      kept.push(reached);
      if (target !== undefined) onward.push(target);
      this.context.note(NOTES[found], address, { others });
      for (const { address: passed } of [callee.resource, ...(callee.passesTo ?? [])]) called.add(passed);
    }
    this.#calls.set(unit, kept);
    return onward;
  }
}

const NOTES = {
  'by-address': 'refers-to',
  yes: 'may-depend',
  possible: 'unreadable-rules',
  'by-unknown-address': 'unknown-environment',
} as const;

/** What is reached, without machines of the caller's own block. */
interface WithoutPeers {
  readonly rest: readonly Reached[];
  readonly hasPeers: boolean;
}

/** The same for each block, worked out once: a block may have thousands of machines. */
function byBase(reached: readonly Reached[]): (base: string) => WithoutPeers {
  const known = new Map<string, WithoutPeers>();
  const bases = new Map(reached.map((one) => [one, baseAddress(one.callee.resource.address)]));
  return (base) => {
    const rest = known.get(base)?.rest ?? reached.filter((one) => bases.get(one) !== base);
    const found = { rest, hasPeers: rest.length < reached.length };
    known.set(base, found);
    return found;
  };
}

/** What stands behind a load balancer, and what a callee is if it calls others itself. */
export interface CallTargets {
  readonly behind: (balancer: Balancer) => readonly (CallingUnit | Balancer)[];
  readonly called: (callee: Callee) => Balancer | CallingUnit | undefined;
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

function isUnit(node: Balancer | CallingUnit): node is CallingUnit {
  return !('targets' in node);
}

function isFunction(unit: CallingUnit): unit is FunctionUnit {
  return 'joined' in unit;
}

/** Whether a function is joined to no network. */
function isOutside(unit: CallingUnit): boolean {
  return isFunction(unit) && !unit.joined;
}
