import type { Site } from '../constructs/core/site';
import type { GoalRedundancy, LostRedundancy } from '../model/redundancy';

/** What a composite alarm may hold (CloudWatch API Reference, `PutCompositeAlarm`). */
const MOST = { children: 100, ruleCharacters: 10_240, ruleElements: 500, descriptionCharacters: 1024 } as const;

/** A metric alarm, as far as it is read here. */
interface MetricAlarm {
  readonly alarm_name?: unknown;
  readonly metric_name?: unknown;
  readonly dimensions?: { readonly InstanceId?: unknown };
}

/** How one node stands in a rule and in a sentence. */
interface Watched {
  /** Terraform address of its own alarm. */
  readonly alarm: string;
  /** `db-1` */
  readonly name: string;
}

type CompositeAlarm = Readonly<Record<string, unknown>>;

/**
 * The alarms that say of each goal that its redundancy is used up, and which next loss ends it: from the cut sets of the
 * proof, over the alarms on the nodes' own health. By their names in the Terraform; none for a goal that has no redundancy,
 * which the verdict says.
 * @param terraform the stack's, as Terraform's JSON has it
 */
export function redundancyAlarms(
  terraform: { readonly resource?: { readonly aws_cloudwatch_metric_alarm?: Readonly<Record<string, MetricAlarm>> } },
  site: Pick<Site, 'name' | 'alarms'>,
  goals: readonly GoalRedundancy[],
): Readonly<Record<string, CompositeAlarm>> {
  const watched = watchedNodes(terraform.resource?.aws_cloudwatch_metric_alarm ?? {}, site.name);
  const alarms: Record<string, CompositeAlarm> = {};
  for (const { goal, usedUp } of goals) {
    // A tier of so many nodes has redundancy as long as a hundred are there.
    const seen = usedUp.filter((one) => one.away.every((node) => watched.has(node)) && fits([one], watched));
    chunks(seen, watched).forEach((part, index) => {
      const suffix = index === 0 ? '' : `-${index + 1}`;
      alarms[`redundancy_${goal}${suffix}`.replaceAll('-', '_')] = {
        alarm_name: `${site.name}-${goal}-redundancy${suffix}`,
        alarm_description: description(goal, part, watched),
        alarm_rule: rule(part, watched),
        alarm_actions: [site.alarms.topicReference],
        ok_actions: [site.alarms.topicReference],
      };
    });
  }
  return alarms;
}

/** Nodes by address, with the alarm on their health. */
function watchedNodes(alarms: Readonly<Record<string, MetricAlarm>>, site: string): ReadonlyMap<string, Watched> {
  const found = new Map<string, Watched>();
  for (const [id, { alarm_name: name, metric_name: metric, dimensions }] of Object.entries(alarms)) {
    const node = /^\$\{(aws_instance\.[\w-]+)\.id\}$/.exec(String(dimensions?.InstanceId))?.[1];
    if (metric !== 'health' || node === undefined) continue;
    const own = String(name).slice(site.length + 1, -'-health'.length);
    found.set(node, { alarm: `aws_cloudwatch_metric_alarm.${id}`, name: own });
  }
  return found;
}

function rule(part: readonly LostRedundancy[], watched: ReadonlyMap<string, Watched>): string {
  return part.map((one) => term(one, watched)).join(' OR ');
}

function term({ away }: LostRedundancy, watched: ReadonlyMap<string, Watched>): string {
  const each = away.map((node) => `ALARM("\${${watched.get(node)?.alarm}.alarm_name}")`);
  return each.length === 1 ? each.join('') : `(${each.join(' AND ')})`;
}

/** As many as one alarm can hold, again and again. */
function chunks(
  all: readonly LostRedundancy[],
  watched: ReadonlyMap<string, Watched>,
): readonly (readonly LostRedundancy[])[] {
  const found: LostRedundancy[][] = [];
  for (const one of all) {
    const last = found.at(-1);
    if (last && fits([...last, one], watched)) last.push(one);
    else found.push([one]);
  }
  return found;
}

function fits(part: readonly LostRedundancy[], watched: ReadonlyMap<string, Watched>): boolean {
  const elements = part.reduce((sum, { away }) => sum + away.length, 0);
  return (
    new Set(part.flatMap(({ away }) => away)).size <= MOST.children &&
    elements <= MOST.ruleElements &&
    // References are longer than the names that they stand for.
    rule(part, watched).length <= MOST.ruleCharacters
  );
}

function description(goal: string, part: readonly LostRedundancy[], watched: ReadonlyMap<string, Watched>): string {
  const lines = [`Redundancy of ${goal} is used up: one more loss ends it.`];
  const rest = (count: number) => `And ${count} more: nospof check lists all pairs.`;
  for (const [index, { away, next }] of part.entries()) {
    const names = next.map((id) => watched.get(id)?.name ?? (id.includes('.') ? id : `zone ${id}`));
    const line = `With ${list(
      away.map((node) => watched.get(node)?.name ?? node),
      'and',
    )} away: ${list(names, 'or')}.`;
    if ([...lines, line, rest(part.length)].join('\n').length > MOST.descriptionCharacters)
      return [...lines, rest(part.length - index)].join('\n');
    lines.push(line);
  }
  return lines.join('\n');
}

function list(names: readonly string[], word: 'and' | 'or'): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
}
