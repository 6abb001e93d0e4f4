import type { DrillReport } from './report';
import { comparisonTable, FAULTS_LEGEND, faultsTable, LATENCY_LEGEND, latencyTable, notes, type Table } from './tables';
import { contradictionText, drillHeadline, facts, limitsOfDrill, stackName } from './words';

/** To be kept: the form in which drills are recorded under docs/drills/. */
export function drillMarkdown(report: DrillReport): string {
  const { result, comparison } = report;
  return `${[
    `# Drill of ${escaped(stackName(report))}: ${drillHeadline(report)}`,
    '',
    'Repeat it with',
    '',
    `    ${result.command}`,
    '',
    ...facts(report).map((line) => `- ${escaped(line)}`),
    ...list('Contradictions', comparison.contradictions.map(contradictionText)),
    ...(result.faults.length > 0 ? table('What each fault cost', faultsTable(report), FAULTS_LEGEND) : []),
    ...(comparison.elements.length > 0 ? table('Verdict and observation', comparisonTable(report)) : []),
    ...(result.faults.length > 0 ? table('Latency', latencyTable(report), LATENCY_LEGEND) : []),
    ...list('What happened meanwhile', notes(report)),
    ...limitsOfDrill(report).flatMap(({ title, lines }) => list(title, lines)),
  ].join('\n')}\n`;
}

function table(title: string, { header, rows }: Table, legend?: string): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    '',
    `## ${title}`,
    '',
    ...(legend === undefined ? [] : [legend, '']),
    line(header),
    line(header.map(() => '---')),
    ...rows.map(line),
  ];
}

function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines.map((line) => `- ${escaped(line)}`)];
}

function escaped(text: string): string {
  return text.replace(/[\\|<>*`[\]]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}
