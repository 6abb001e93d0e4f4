import { createColors } from 'picocolors';
import { openBlockers } from '../../upgrade/diff/accept';
import type { Graded } from '../../upgrade/steps/grade';
import type { Step } from '../../upgrade/steps/step';
import type { GoalChange, MachineChange, ResourceChange } from '../../upgrade/upgrade';
import { capacityChangeTexts } from '../capacity/site-words';
import { noteText } from '../check/notes';
import { pathText, short } from '../check/words';
import { costChangeText } from '../cost/change';
import { reportTable } from '../table';
import type { Compared } from './compared';
import { gradeReason } from './grade';
import {
  ACTIONS,
  actionCounts,
  blockerGroups,
  CRITERION_NAMES,
  diffHeadline,
  downtimeText,
  fileTitle,
  goalState,
  hunkLines,
  isEmpty,
  origin,
  PHASE_NAMES,
  reasons,
  settingChangeText,
  tierLine,
} from './words';

type Colors = ReturnType<typeof createColors>;

/**
 * For a terminal: blockers first, then everything else in the order in which a reviewer needs it.
 * @param options `brief`: without the list of resources and the machines' files
 */
export function diffText(compared: Compared, color: boolean, { brief = false } = {}): string {
  const colors = createColors(color);
  const mark = openBlockers(compared.upgrade).length > 0 ? colors.red : colors.green;
  const { upgrade, way } = compared;
  const name = compared.actions === 'plan' ? compared.new : `${compared.old} → ${compared.new}`;
  const parts = [
    `${colors.bold(name)}: ${mark(diffHeadline(compared))}`,
    ...blockers(compared, colors),
    ...section('Goals', goals(upgrade.goals, upgrade.survives, color), colors),
    ...section(
      'Site',
      upgrade.settings.map((one) => `  ${settingChangeText(one)}`),
      colors,
    ),
    ...section('Tiers', table(upgrade.tiers.map((tier) => [tier.tier, tierLine(tier)])), colors),
    ...(brief ? [] : section(`Resources: ${actionCounts(upgrade.resources)}`, resources(upgrade.resources), colors)),
    ...section(
      'Configuration of running and new machines',
      brief ? [] : upgrade.machines.flatMap((one) => machine(one, colors)),
      colors,
    ),
    ...section('Cost', compared.cost ? [`  ${costChangeText(compared.cost)}`] : [], colors),
    ...section(
      'Capacity',
      compared.capacity
        ? capacityChangeTexts(compared.capacity.before, compared.capacity.after).map((one) => `  ${one}`)
        : [],
      colors,
    ),
    ...(way
      ? section(
          'Steps',
          way.steps.flatMap((step, index) => stepLines(step, index + 1, colors)),
          colors,
        )
      : []),
    ...(way && !isEmpty(compared)
      ? section(`Scalability of this step: ${way.grade.overall}`, grade(way.grade.criteria), colors)
      : []),
    ...section(
      'Could not be known',
      compared.unknown.map((one) => `  ${noteText(one)}`),
      colors,
    ),
    '',
    origin(compared),
  ];
  return `${parts.join('\n')}\n`;
}

function section(title: string, lines: readonly string[], colors: Colors): readonly string[] {
  return lines.length === 0 ? [] : ['', colors.bold(title), ...lines];
}

function blockers(compared: Compared, colors: Colors): readonly string[] {
  const groups = blockerGroups(compared);
  const lines = (isOpen: boolean) =>
    groups
      .filter((group) => group.isOpen === isOpen)
      .flatMap(({ title, reasons, answer }) => [
        `  ${isOpen ? colors.red(title) : title}`,
        ...reasons.map((reason) => `    ${reason}`),
        `    → ${answer}`,
      ]);
  return [...section('Blockers', lines(true), colors), ...section('Accepted', lines(false), colors)];
}

function goals(
  changes: readonly GoalChange[],
  survives: Compared['upgrade']['survives'],
  color: boolean,
): readonly string[] {
  if (changes.length === 0) return [];
  const rows = changes.map(({ goal, before, after }) => [goal, goalState(before), goalState(after)]);
  const points = changes.flatMap(({ goal, gone, come }) => [
    ...gone.map((point) => `  - ${goal}: ${point.element} is no longer a single point of failure`),
    ...come.map((point) => `  + ${goal}: ${point.element}: ${pathText(point)}`),
  ]);
  const last = `  survives the loss of any one: ${survives.before ?? 'unknown'} → ${survives.after ?? 'unknown'}`;
  return [...table(rows, ['goal', 'before', 'after'], color), last, ...points];
}

function table(rows: readonly (readonly string[])[], header?: readonly string[], color = false): readonly string[] {
  if (rows.length === 0) return [];
  const lines = reportTable(header ?? rows[0]?.map(() => '') ?? [], rows, { color })
    .trimEnd()
    .split('\n');
  return (header ? lines : lines.slice(1)).map((line) => `  ${line}`);
}

function resources(changes: readonly ResourceChange[]): readonly string[] {
  return ACTIONS.flatMap(([action, title]) => {
    const found = changes.filter((one) => one.action === action);
    if (found.length === 0) return [];
    const lines =
      action === 'create' ? byType(found) : found.map((one) => `    ${one.address}${after(': ', reasons(one))}`);
    return [`  ${title}`, ...lines];
  });
}

/** What is new, a line for each type: nothing of it needs to be decided. */
function byType(found: readonly ResourceChange[]): readonly string[] {
  const types = new Map<string, string[]>();
  for (const { type, address } of found) types.set(type, [...(types.get(type) ?? []), short(address)]);
  return [...types].map(([type, names]) => `    ${type}: ${names.join(', ')}`);
}

function machine(
  { nodes, delivery, packages, files, other, problem }: MachineChange,
  colors: Colors,
): readonly string[] {
  const how = delivery === 'follows' ? 'running nodes take it over by themselves' : 'with the new machine';
  return [
    `  ${colors.bold(nodes.join(', '))} (${how})`,
    ...(problem === undefined ? [] : [`    ${problem}`]),
    ...(packages.added.length > 0 ? [`    packages added: ${packages.added.join(' ')}`] : []),
    ...(packages.removed.length > 0 ? [`    packages no longer asked for: ${packages.removed.join(' ')}`] : []),
    ...other.map((one) => `    ${one} differs`),
    ...files.flatMap((file) => [
      `    ${fileTitle(file)}`,
      ...file.hunks.flatMap(hunkLines).map((line) => `      ${painted(line, colors)}`.trimEnd()),
    ]),
  ];
}

function painted(line: string, colors: Colors): string {
  if (line.startsWith('+')) return colors.green(line);
  return line.startsWith('-') ? colors.red(line) : line;
}

function stepLines(
  { phase, title, why, commands, downtime, guide }: Step,
  number: number,
  colors: Colors,
): readonly string[] {
  return [
    `  ${number}. ${PHASE_NAMES[phase]}: ${colors.bold(title)}`,
    `     ${why}`,
    ...(downtime.length === 0
      ? ['     down: nothing']
      : downtime.map((one) => `     ${colors.yellow(downtimeText(one))}`)),
    ...commands.flatMap(({ on, lines }) => [
      `       # ${on.length === 0 ? 'on your machine' : `as root on ${on.length === 1 ? '' : 'each of '}${on.join(', ')}`}`,
      ...lines.map((line) => `       ${line}`),
    ]),
    ...(guide === undefined ? [] : [`     more: docs/operations.md#${guide}`]),
  ];
}

function grade(criteria: readonly Graded[]): readonly string[] {
  return criteria.flatMap(({ criterion, grade, because }) => [
    `  ${CRITERION_NAMES[criterion]}: ${grade}`,
    ...because.map((one) => `    ${gradeReason(one)}`),
  ]);
}

function after(prefix: string, text: string): string {
  return text === '' ? '' : `${prefix}${text}`;
}
