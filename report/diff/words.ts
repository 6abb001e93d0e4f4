import { openBlockers } from '../../upgrade/diff/accept';
import type { Graded } from '../../upgrade/steps/grade';
import type { Downtime, Duration, Phase } from '../../upgrade/steps/step';
import type {
  Action,
  AttributeChange,
  Blocker,
  FileChange,
  GoalChange,
  Hunk,
  ResourceChange,
  SettingChange,
  TierChange,
  TierFacts,
} from '../../upgrade/upgrade';
import { count } from '../check/words';
import type { Compared } from './compared';

/** The first sentence. */
export function diffHeadline(compared: Compared): string {
  const open = openBlockers(compared.upgrade).length;
  if (open > 0) return `needs a decision: ${count(open, 'blocker')}`;
  if (isEmpty(compared)) return 'nothing changes';
  const accepted = compared.upgrade.blockers.length;
  return accepted > 0 ? `safe, with ${count(accepted, 'blocker')} accepted` : 'safe: no blockers';
}

/** Whether the two sides are the same. */
export function isEmpty({ upgrade, way }: Compared): boolean {
  const { blockers, tiers, resources, machines, settings } = upgrade;
  const changes = blockers.length + tiers.length + resources.length + machines.length + settings.length;
  return changes + (way?.steps.length ?? 0) === 0;
}

/** Blockers of one kind about the same thing: they share what to do about it. */
export interface BlockerGroup {
  readonly title: string;
  readonly reasons: readonly string[];
  readonly answer: string;
  readonly isOpen: boolean;
}

/** Blockers as a reader meets them, in their order: what is open before what is accepted. */
export function blockerGroups({ upgrade }: Compared): readonly BlockerGroup[] {
  const groups = new Map<string, Blocker[]>();
  for (const blocker of upgrade.blockers) {
    const key = JSON.stringify([blocker.kind, blocker.address, blocker.remedy, blocker.acceptedBecause ?? null]);
    groups.set(key, [...(groups.get(key) ?? []), blocker]);
  }
  const all = [...groups.values()].flatMap((blockers) => {
    const [first] = blockers;
    if (!first) return [];
    const { address, kind, acceptedBecause } = first;
    const reasons = blockers.map(({ reason }) => reason);
    return [
      { title: `${address} [${kind}]`, reasons, answer: blockerAnswer(first), isOpen: acceptedBecause === undefined },
    ];
  });
  return [...all.filter(({ isOpen }) => isOpen), ...all.filter(({ isOpen }) => !isOpen)];
}

/** What a reviewer can do about a blocker. */
function blockerAnswer({ acceptedBecause, acceptable, remedy, address }: Blocker): string {
  if (acceptedBecause !== undefined) return `accepted: ${acceptedBecause}`;
  return acceptable ? `${remedy} To accept it: --accept '${address}=REASON'` : remedy;
}

/** `works, 3 single points of failure`. */
export function goalState(verdict: GoalChange['before']): string {
  if (!verdict) return '–';
  if (!verdict.works) return 'does not work';
  return verdict.singlePoints.length === 0
    ? 'no single point of failure'
    : count(verdict.singlePoints.length, 'single point of failure', 'single points of failure');
}

export function tierLine({ action, before, after, nodes, settings }: TierChange): string {
  if (action === 'added') return `added: ${tierFacts(after)}`;
  if (action === 'removed') return `removed: ${tierFacts(before)}`;
  const listed = settings.map(settingChangeText);
  const moved = [
    ...(nodes.added.length > 0 ? [`new: ${someOf(nodes.added)}`] : []),
    ...(nodes.removed.length > 0 ? [`gone: ${someOf(nodes.removed)}`] : []),
  ];
  return [...listed, ...moved].join('; ');
}

function tierFacts(facts: TierFacts | undefined): string {
  if (!facts) return '';
  const { kind, nodes, sizes, zones, storageGiB } = facts;
  return [
    ...(kind === undefined ? [] : [kind]),
    ...(nodes.length === 0 ? [] : [`${someOf(nodes)}`, sizes.join(', '), `in ${zones.join(', ')}`]),
    ...(storageGiB === undefined ? [] : [`${storageGiB} GiB each`]),
  ].join('; ');
}

export function settingChangeText({ setting, before, after }: SettingChange): string {
  return `${setting} ${before ?? 'not set'} → ${after ?? 'not set'}`;
}

/** Names, or the first and the last where there are many. */
function someOf(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names[0]}, ${names[1]} … ${names.at(-1)} (${names.length})`;
}

/** What Terraform does, in the order in which a reviewer wants to see it. */
export const ACTIONS: readonly (readonly [Action, string])[] = [
  ['unknown', 'Unknown whether in place or replaced'],
  ['destroy', 'Destroyed'],
  ['replace', 'Replaced'],
  ['update', 'Changed in place'],
  ['move', 'Moved to another address, otherwise left alone'],
  ['forget', 'No longer managed, not destroyed'],
  ['create', 'Created'],
];

/** `2 replaced, 5 changed in place`. */
export function actionCounts(resources: readonly ResourceChange[]): string {
  const parts = ACTIONS.flatMap(([action, title]) => {
    const number = resources.filter((one) => one.action === action).length;
    return number === 0 ? [] : [`${number} ${title.split(',')[0]?.toLowerCase()}`];
  });
  return parts.join(', ') || 'none';
}

/** The attributes of a change, those that force a replacement first. */
export function reasons({
  changed,
  replacedBecause,
  createFirst,
  movedFrom,
  what,
  statefulness,
}: ResourceChange): string {
  const because = changed.filter(({ path, replaces }) => replaces !== 'no' || replacedBecause.includes(path));
  const known = new Set(because.map(({ path }) => path));
  const forced = [...because.map(attributeText), ...replacedBecause.filter((path) => !known.has(path))];
  const rest = changed.filter((one) => !because.includes(one));
  return [
    ...(what === undefined ? [] : [what]),
    ...(statefulness === 'nothing' ? [] : [statefulness === 'data' ? 'holds data' : 'known to others']),
    ...(movedFrom === undefined ? [] : [`from ${movedFrom}`]),
    ...(forced.length === 0 ? [] : [`because of ${forced.join(', ')}`]),
    ...(rest.length === 0 ? [] : [rest.map(attributeText).join(', ')]),
    ...(createFirst ? ['the new one is made first'] : []),
  ].join('; ');
}

const LONGEST = 60;

/** `instance_type (t3.small → t3.large)`, or its path alone where the values are long. */
function attributeText({ path, before, after, follows }: AttributeChange): string {
  if (follows.length > 0) return `${path} (follows ${someOf(follows)})`;
  const [old, now] = [before ?? 'not set', after ?? 'not set'];
  if ([old, now].some((text) => text.length > LONGEST || text.includes('\n'))) return path;
  // What stands for a long text has its own parentheses.
  return [old, now].some((text) => text.startsWith('(')) ? path : `${path} (${old} → ${now})`;
}

/** `@@ -1,4 +1,5 @@` and the lines. */
export function hunkLines({ oldStart, oldLines, newStart, newLines, lines }: Hunk): readonly string[] {
  return [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines];
}

export function fileTitle({ path, action, attributes }: FileChange): string {
  const more = attributes.map(settingChangeText);
  return `${path} (${[action, ...more].join(', ')})`;
}

export const PHASE_NAMES: Readonly<Record<Phase, string>> = {
  prepare: 'Prepare',
  create: 'Create',
  copy: 'Copy',
  switch: 'Switch',
  check: 'Check',
  remove: 'Remove',
};

const DURATION_NAMES: Readonly<Record<Duration, string>> = {
  seconds: 'for seconds',
  minutes: 'for minutes',
  data: 'for as long as the data takes',
  unknown: 'for an unknown time',
};

/** `serve, write down for minutes: web-1 is replaced`. */
export function downtimeText({ goals, duration, because }: Downtime): string {
  return `${goals.length === 0 ? 'something may be' : goals.join(', ')} down ${DURATION_NAMES[duration]}: ${because}`;
}

export const CRITERION_NAMES: Readonly<Record<Graded['criterion'], string>> = {
  administration: 'administrative work',
  development: 'development work',
  downtime: 'downtime',
  performance: 'loss of performance',
};

/** Where the actions come from. */
export function origin({ actions, table }: Compared): string {
  if (actions === 'plan') return 'Actions as Terraform planned them.';
  if (!table) return 'Actions predicted.';
  const { provider, derived, asked } = table;
  const other =
    asked === undefined || asked === provider
      ? ''
      : ` The Terraform asks for ${asked}: what it does with settings that came since is taken from its documentation.`;
  return `Actions predicted for the AWS provider ${provider}, from its own plans of ${derived}.${other}`;
}
