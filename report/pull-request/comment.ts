import { openBlockers } from '../../upgrade/diff/accept';
import { stackFindings } from '../check/markdown';
import { headline as verdictLine } from '../check/words';
import { diffMarkdown } from '../diff/markdown';
import { diffHeadline as diffLine } from '../diff/words';
import { code, codeBlock, folded, table } from '../markdown';
import type { ReviewedTopology } from './reviewed';

/** By which the comment is found again, to be updated in its place. Readers do not see it. */
export const COMMENT_MARKER = '<!-- nospof pull-request -->';

/** GitHub takes 65,536 characters; some are left for what is added around it. */
const LIMIT = 65_000;

/** The comment on a pull request: a table of its topologies, then each of them; shortened until GitHub takes it. */
export function pullRequestComment(topologies: readonly ReviewedTopology[], limit = LIMIT): string {
  for (const fileLines of [Number.POSITIVE_INFINITY, 60, 15, 0]) {
    const text = comment(topologies, (one) => section(one, fileLines));
    if (text.length <= limit) return text;
  }
  const line = 'It is too long for a comment: see the summary of the workflow run, or run the commands yourself.';
  return comment(topologies, () => [], line);
}

/** The same for the summary of a workflow run, which takes more. */
export function jobSummary(topologies: readonly ReviewedTopology[]): string {
  return pullRequestComment(topologies, 1_000_000);
}

function comment(
  topologies: readonly ReviewedTopology[],
  parts: (one: ReviewedTopology) => readonly string[],
  note?: string,
): string {
  const title = topologies.length === 0 ? 'no topology changes' : decision(topologies);
  const rows = topologies.map((one) => [one.file, CHANGES[one.change], upgrade(one), verdict(one)]);
  const lines = [
    COMMENT_MARKER,
    `## nospof: ${title}`,
    ...(rows.length === 0 ? [] : ['', ...table(['topology', 'file', 'this step', 'afterwards'], rows)]),
    ...(note === undefined ? [] : ['', note]),
    ...topologies.flatMap(parts),
  ];
  return `${lines.join('\n')}\n`;
}

const CHANGES: Readonly<Record<ReviewedTopology['change'], string>> = {
  added: 'new',
  changed: 'changed',
  renamed: 'renamed: take the state along first, or everything is made a second time',
  deleted: 'deleted',
};

function decision(topologies: readonly ReviewedTopology[]): string {
  const waiting = topologies.filter((one) => one.problem !== undefined || !isFine(one)).length;
  if (waiting === 0) return 'nothing to decide';
  return waiting === 1 ? 'one topology needs a decision' : `${waiting} topologies need a decision`;
}

/** Whether nothing of a topology is left to decide or to mend. */
export function isFine({ problem, compared, checked }: ReviewedTopology): boolean {
  return (
    problem === undefined &&
    (!compared || openBlockers(compared.upgrade).length === 0) &&
    (checked?.verdict.holds ?? true)
  );
}

function upgrade({ change, compared, problem }: ReviewedTopology): string {
  if (compared) return diffLine(compared);
  if (problem !== undefined) return 'unknown';
  return change === 'deleted' ? 'destroys nothing by itself' : 'everything is created';
}

function verdict({ checked, problem }: ReviewedTopology): string {
  if (checked) return verdictLine(checked.verdict);
  return problem === undefined ? '–' : 'cannot be used';
}

function section(one: ReviewedTopology, fileLines: number): readonly string[] {
  const { file, change, compared, checked, problem } = one;
  return [
    ...(problem === undefined
      ? []
      : ['', `### ${code(file)} cannot be used`, '', ...codeBlock('text', problem.trimEnd().split('\n'))]),
    ...(change === 'deleted'
      ? [
          '',
          `${code(file)} is deleted. Nothing is destroyed by that: what it deployed goes on to run, and to cost, until somebody destroys its stack.`,
        ]
      : []),
    ...(compared ? ['', diffMarkdown(compared, { fileLines, level: 3 }).trimEnd()] : []),
    ...(checked ? folded(`What takes ${checked.id} down afterwards`, stackFindings(checked)) : []),
  ];
}
