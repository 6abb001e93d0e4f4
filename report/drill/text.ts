import { createColors } from 'picocolors';
import { reportTable } from '../table';
import type { DrillReport } from './report';
import { comparisonTable, notes, STRIKES_LEGEND, strikesTable, type Table } from './tables';
import { contradictionText, facts, headline, limitsOfDrill, stackName } from './words';

type Colors = ReturnType<typeof createColors>;

/** For a terminal: what contradicts the proof, then each strike, then how far the drill goes. */
export function textReport(report: DrillReport, color: boolean): string {
  const colors = createColors(color);
  const { comparison } = report;
  const mark = comparison.holds ? colors.green : colors.red;
  const table = ({ header, rows }: Table) => reportTable(header, rows, { color });
  return [
    `${colors.bold(stackName(report))}: ${mark(headline(report))}\n`,
    ...facts(report).map((line) => `  ${line}\n`),
    list('Contradictions', comparison.contradictions.map(contradictionText), colors, colors.red),
    ...(report.result.strikes.length > 0
      ? [title('What each strike cost', colors), table(strikesTable(report)), `${STRIKES_LEGEND}\n`]
      : []),
    ...(comparison.elements.length > 0
      ? [title('What the proof says, and what was seen', colors), table(comparisonTable(report))]
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
