import { POSTGRESQL_UNIT } from '../data/stores';
import type { MachineChange } from '../upgrade';
import type { StepContext } from './context';
import { EVENTS } from './durations';
import { namesOf } from './machines';
import { goalsWithoutEach } from './outage';
import type { Downtime } from './step';

/**
 * What is down when running nodes take over their new configuration: programs that must restart for a file that
 * changed. Nodes of a tier do so in turn, a minute apart, so what counts is the loss of each by itself.
 */
export function serviceDowntime(context: StepContext, released: ReadonlySet<string>): readonly Downtime[] {
  return context.upgrade.machines.flatMap((change): readonly Downtime[] => {
    const nodes = change.nodes.filter((name) => !released.has(name));
    const units = restartedUnits(context, change);
    if (change.delivery !== 'follows' || nodes.length === 0 || units.length === 0) return [];
    const addresses = nodes.flatMap((name) => context.before.nodes.get(name)?.address ?? []);
    const what = `${units.join(', ')} ${units.length === 1 ? 'restarts' : 'restart'} on ${namesOf(nodes.map((node) => ({ node })))}`;
    const goals = goalsWithoutEach(context.upgrade.before, addresses);
    if (goals === undefined)
      return [{ goals: [], duration: 'unknown', because: `${what}, and what needs it is unknown` }];
    if (goals.length === 0) return [];
    const { duration, about } = units.some((unit) => unit === 'mariadb' || POSTGRESQL_UNIT.test(unit))
      ? EVENTS.database
      : EVENTS.service;
    return [{ goals, duration, because: `${what}: ${about}` }];
  });
}

/** Units that restart on the nodes of a change, by the `serve UNIT restart FILE…` lines of their setup. */
function restartedUnits({ after, before }: StepContext, { nodes, files }: MachineChange): readonly string[] {
  const [name = ''] = nodes;
  const [old, now] = [before.nodes.get(name), after.nodes.get(name)];
  if (!old || !now) return [];
  const changed = new Set(files.map(({ path }) => path));
  const ran = new Set(before.machineOf(old).serves.map(({ unit }) => unit));
  return after
    .machineOf(now)
    .serves.filter((one) => one.how === 'restart' && ran.has(one.unit) && one.files.some((path) => changed.has(path)))
    .map(({ unit }) => unit);
}
