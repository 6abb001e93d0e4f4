import type { UpgradeSteps } from '../../upgrade/steps';
import type { Step } from '../../upgrade/steps/step';
import type { MachineChange, ResourceChange } from '../../upgrade/upgrade';
import { noteText } from '../check/notes';
import { pathText, short } from '../check/words';
import { costChangeText } from '../cost/change';
import { code, codeBlock, escaped, folded, table } from '../markdown';
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

export interface MarkdownOptions {
  /** How many lines of each file of machine configuration are shown; with 0 only which files differ. @default - all */
  readonly fileLines?: number;
  /** Level of its heading. @default 2 */
  readonly level?: number;
}

/** For a pull request: a short top, and the rest folded. */
export function diffMarkdown(compared: Compared, options: MarkdownOptions = {}): string {
  const { upgrade, way } = compared;
  const name = compared.actions === 'plan' ? code(compared.new) : `${code(compared.old)} → ${code(compared.new)}`;
  const lines = [
    `${'#'.repeat(options.level ?? 2)} ${name}: ${diffHeadline(compared)}`,
    ...blockers(compared),
    ...goals(compared),
    ...(compared.cost ? ['', `Cost: ${escaped(costChangeText(compared.cost))}.`] : []),
    ...(upgrade.settings.length + upgrade.tiers.length === 0
      ? []
      : folded(
          `Tiers: ${upgrade.tiers.map(({ tier, action }) => `${tier} ${action}`).join(', ') || 'none changed'}`,
          tiers(compared),
        )),
    ...(upgrade.resources.length === 0
      ? []
      : folded(`Resources: ${actionCounts(upgrade.resources)}`, resources(upgrade.resources))),
    ...(upgrade.machines.length === 0
      ? []
      : folded(
          `Configuration of ${nodeCount(upgrade.machines)} machines`,
          machines(upgrade.machines, options.fileLines ?? Number.POSITIVE_INFINITY),
        )),
    ...(way && way.steps.length > 0
      ? folded(`Steps: ${way.steps.length}; ${downtimeSummary(way.steps)}`, steps(way.steps))
      : []),
    ...(way && !isEmpty(compared) ? folded(`Scalability of this step: ${way.grade.overall}`, grade(way)) : []),
    ...(compared.unknown.length === 0
      ? []
      : folded(
          'Could not be known',
          compared.unknown.map((one) => `- ${escaped(noteText(one))}`),
        )),
    '',
    escaped(origin(compared)),
  ];
  return `${lines.join('\n')}\n`;
}

function blockers(compared: Compared): readonly string[] {
  const groups = blockerGroups(compared).map(({ title, reasons, answer, isOpen }) => {
    return `- ${isOpen ? '🛑' : '☑️'} **${escaped(title)}** ${[...reasons, answer].map(escaped).join('<br>')}`;
  });
  return groups.length === 0 ? [] : ['', ...groups];
}

function goals({ upgrade }: Compared): readonly string[] {
  if (upgrade.goals.length === 0) return [];
  const rows = upgrade.goals.map(({ goal, before, after, gone, come }) => [
    goal,
    goalState(before),
    goalState(after),
    gone.map(({ element }) => short(element)).join(', ') || '–',
    come.map((point) => `${short(point.element)} (${pathText(point)})`).join(', ') || '–',
  ]);
  const { before, after } = upgrade.survives;
  const header = ['goal', 'before', 'after', 'gone', 'new'];
  return [
    '',
    ...table(header, rows),
    '',
    `Survives the loss of any one: ${before ?? 'unknown'} → ${after ?? 'unknown'}.`,
  ];
}

function tiers({ upgrade }: Compared): readonly string[] {
  return [
    ...upgrade.settings.map((one) => `- ${escaped(settingChangeText(one))}`),
    ...(upgrade.settings.length > 0 ? [''] : []),
    ...(upgrade.tiers.length > 0
      ? table(
          ['tier', 'change'],
          upgrade.tiers.map((one) => [one.tier, tierLine(one)]),
        )
      : []),
  ];
}

function resources(changes: readonly ResourceChange[]): readonly string[] {
  return ACTIONS.flatMap(([action, title]) => {
    const found = changes.filter((one) => one.action === action);
    if (found.length === 0) return [];
    const rows = found.map((one) => `- ${code(one.address)}${reasons(one) === '' ? '' : `: ${escaped(reasons(one))}`}`);
    return [`**${title}**`, '', ...rows, ''];
  });
}

function machines(changes: readonly MachineChange[], fileLines: number): readonly string[] {
  return changes.flatMap(({ nodes, delivery, packages, files, other, problem }) => [
    `**${escaped(nodes.join(', '))}** (${delivery === 'follows' ? 'running nodes take it over by themselves' : 'with the new machine'})`,
    '',
    ...(problem === undefined ? [] : [`- ${escaped(problem)}`]),
    ...(packages.added.length > 0 ? [`- packages added: ${escaped(packages.added.join(' '))}`] : []),
    ...(packages.removed.length > 0 ? [`- packages no longer asked for: ${escaped(packages.removed.join(' '))}`] : []),
    ...other.map((one) => `- ${escaped(one)} differs`),
    ...(fileLines > 0 ? [] : files.map((file) => `- ${escaped(fileTitle(file))}`)),
    '',
    ...(fileLines > 0
      ? files.flatMap((file) => [
          escaped(fileTitle(file)),
          '',
          ...codeBlock('diff', firstOf(file.hunks.flatMap(hunkLines), fileLines)),
          '',
        ])
      : []),
  ]);
}

function firstOf(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `… and ${lines.length - most} more lines`];
}

function steps(all: readonly Step[]): readonly string[] {
  return all.flatMap(({ phase, title, why, commands, downtime }, index) => [
    `**${index + 1}. ${PHASE_NAMES[phase]}: ${escaped(title)}**`,
    '',
    escaped(why),
    '',
    ...(downtime.length === 0 ? ['- down: nothing'] : downtime.map((one) => `- ${escaped(downtimeText(one))}`)),
    '',
    ...commands.flatMap(({ on, lines }) => [
      ...codeBlock('sh', [
        `# ${on.length === 0 ? 'on your machine' : `as root on ${on.length === 1 ? '' : 'each of '}${on.join(', ')}`}`,
        ...lines,
      ]),
      '',
    ]),
  ]);
}

function downtimeSummary(all: readonly Step[]): string {
  const goals = new Set(
    all.flatMap(({ downtime }) => downtime.flatMap((one) => (one.goals.length > 0 ? one.goals : ['?']))),
  );
  return goals.size === 0 ? 'nothing is down' : `down at times: ${[...goals].sort().join(', ')}`;
}

function grade({ grade: { criteria } }: UpgradeSteps): readonly string[] {
  return table(
    ['criterion', 'grade', 'because'],
    criteria.map(({ criterion, grade, because }) => [
      CRITERION_NAMES[criterion],
      grade,
      because.map(gradeReason).join('; ') || '–',
    ]),
  );
}

function nodeCount(changes: readonly MachineChange[]): number {
  return new Set(changes.flatMap(({ nodes }) => nodes)).size;
}
