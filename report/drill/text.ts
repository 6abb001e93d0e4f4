import { createColors } from 'picocolors';
import { reportTable } from '../table';
import type { DrillReport } from './report';
import { comparisonTable, FAULTS_LEGEND, faultsTable, notes, type Table } from './tables';
import { contradictionText, drillHeadline, facts, limitsOfDrill, stackName } from './words';

type Colors = ReturnType<typeof createColors>;

/** For a terminal: what contradicts the verdict, then each fault, then how far the drill goes. */
export function drillText(report: DrillReport, color: boolean): string {
  const colors = createColors(color);
  const { comparison } = report;
  const mark = comparison.holds ? colors.green : colors.red;
  const table = ({ header, rows }: Table) => reportTable(header, rows, { color });
  return [
    `${colors.bold(stackName(report))}: ${mark(drillHeadline(report))}\n`,
    ...facts(report).map((line) => `  ${line}\n`),
    list('Contradictions', comparison.contradictions.map(contradictionText), colors, colors.red),
    ...(report.result.faults.length > 0
      ? [title('What each fault cost', colors), table(faultsTable(report)), `${FAULTS_LEGEND}\n`]
      : []),
    ...(comparison.elements.length > 0
      ? [title('Verdict and observation', colors), table(comparisonTable(report))]
      : []),
    list('What happened meanwhile', notes(report), colors),
    ...limitsOfDrill(report).map((one) => list(one.title, one.lines, colors)),
  ].join('');
}

function title(text: string, colors: Colors): string {
  return `\n${colors.bold(text)}\n`;
}

function list(
  name: string,
  lines: readonly string[],
  colors: Colors,
  mark: (text: string) => string = (text) => text,
): string {
  return lines.length === 0 ? '' : `${title(mark(name), colors)}${lines.map((line) => `  ${line}\n`).join('')}`;
}
