import { createColors } from 'picocolors';
import { flawsOf, type LoadRun, throughput, underWay } from '../../drill/judging/load-run';
import { reportTable } from '../table';
import type { DrillFormat } from '.';
import { flawText, loadRemarks } from './load-words';

/** Changes with every change that could break a reader: docs/drill-json.md. */
const LOAD_JSON_VERSION = 1;

/** The formats of `nospof drill --load`. */
export const LOAD_FORMATS: Readonly<Record<DrillFormat, (run: LoadRun, color: boolean) => string>> = {
  text: loadText,
  json: loadJson,
  markdown: loadMarkdown,
};

const HEADER = ['nodes', 'visitors', 'requests/s', 'of one node', 'response', "by Little's law", 'failed'];

function rowsOf(run: LoadRun): readonly (readonly string[])[] {
  const one = run.steps.find(({ nodes }) => nodes === 1);
  return run.steps.map((step) => [
    `${step.nodes}`,
    `${step.users}`,
    throughput(step).toFixed(1),
    one && one.answered > 0 ? `${(throughput(step) / throughput(one)).toFixed(2)} ×` : '–',
    step.meanResponse === undefined ? '–' : `${Math.round(step.meanResponse)} ms`,
    `${underWay(step).toFixed(1)} visitors`,
    `${step.failed}`,
  ]);
}

function problems({ steps }: LoadRun): readonly string[] {
  return steps.flatMap((step) => {
    const with_ = `with ${step.nodes === 1 ? '1 node' : `${step.nodes} nodes`}`;
    return flawsOf(step).map((flaw) => `not measured ${with_}: ${flawText(flaw, step)}`);
  });
}

function loadText(run: LoadRun, color: boolean): string {
  const colors = createColors(color);
  return [
    `${colors.bold(run.file)}: throughput by nodes of ${run.tier}\n`,
    ...loadRemarks(run).map((line) => `  ${line}\n`),
    '\n',
    reportTable(HEADER, rowsOf(run), { color, rightAligned: HEADER.map((_, column) => column) }),
    ...problems(run).map((line) => `${colors.red('!')} ${line}\n`),
  ].join('');
}

function loadMarkdown(run: LoadRun): string {
  return [
    `# Throughput of ${run.site} by nodes of ${run.tier}\n`,
    `\nRepeat it with\n\n    ${run.command}\n\n`,
    ...loadRemarks(run).map((line) => `- ${line}\n`),
    '\n',
    ...[HEADER, HEADER.map(() => '---:'), ...rowsOf(run)].map((cells) => `| ${cells.join(' | ')} |\n`),
    ...problems(run).map((line) => `\n${line}\n`),
  ].join('');
}

function loadJson(run: LoadRun): string {
  const steps = run.steps.map((step) => ({ ...step, throughput: throughput(step), flaws: flawsOf(step) }));
  return `${JSON.stringify({ format: 'nospof-drill-load', version: LOAD_JSON_VERSION, ...run, steps }, null, 2)}\n`;
}
