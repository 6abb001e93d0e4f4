import { createColors } from 'picocolors';
import type { Fit } from '../../capacity/fit';
import { knee, limit, peak, universal } from '../../capacity/laws';
import { indented, reportTable } from '../table';
import { COEFFICIENT_NAMES, doubtText, figure, intervalText, LAW_NAMES, plainNumber } from './fit-words';
import type { Fitted } from './fitted';

/** Width of the curve in characters. */
const COLUMNS = 40;

/** Coefficients with how well they are told, what follows from them, and each measurement beside the law. */
export function fitText({ file, measurements, fit, doubts }: Fitted, color: boolean): string {
  const { bold, yellow } = createColors(color);
  const { coefficients, estimates, residualError, explained } = fit;
  const names = (['contention', 'coherency', 'one'] as const).filter(
    (name) => fit.law === 'usl' || name !== 'coherency',
  );
  const rows = names.map((name) => {
    const [letter, what] = COEFFICIENT_NAMES[name];
    const estimate = estimates[name];
    const error = estimate.error === undefined ? '–' : figure(estimate.error);
    return [letter, figure(estimate.value), error, intervalText(estimate), what];
  });
  const most = Math.max(...measurements.map(({ n, throughput }) => Math.max(throughput, universal(n, coefficients))));
  const points = measurements.map(({ n, throughput }, index) => {
    const law = universal(n, coefficients);
    return [
      plainNumber(n),
      plainNumber(throughput),
      plainNumber(law),
      figure(fit.residuals[index] ?? 0, 3),
      bar(throughput, law, most),
    ];
  });
  const table = reportTable(['', 'value', 'standard error', '95 % of confidence', ''], rows, {
    color,
    rightAligned: [1, 2],
  });
  const curve = reportTable(['n', 'measured', 'law', 'residual', ''], points, { color, rightAligned: [0, 1, 2, 3] });
  return [
    `${bold(file)}: ${LAW_NAMES[fit.law]}, ${measurements.length} measurements`,
    '',
    indented(table),
    '',
    `  ${peakText(fit)}`,
    `  ${kneeText(fit)}`,
    `  residuals: ${residualError === undefined ? 'none' : `standard error ${figure(residualError)}`}; the law explains ${(100 * explained).toFixed(1)} % of the variance`,
    ...doubts.map((doubt) => `  ${yellow('!')} ${doubtText(doubt, fit)}`),
    '',
    indented(curve),
    '',
  ].join('\n');
}

function peakText({ coefficients }: Fit): string {
  const top = peak(coefficients);
  if (Number.isFinite(top)) return `peak: n = ${figure(top)}, throughput ${plainNumber(limit(coefficients))}`;
  const most = limit(coefficients);
  return Number.isFinite(most)
    ? `no peak; never above ${plainNumber(most)}`
    : 'no peak and no limit: nothing shows that would end its growth';
}

function kneeText({ coefficients }: Fit): string {
  const at = knee(coefficients);
  if (!Number.isFinite(at)) return 'no knee: no contention shows';
  return `knee: n = ${figure(at)}, from where contention takes most of what one more adds`;
}

/** The measurement as a bar, and the law as a mark on or beyond it. */
function bar(measured: number, law: number, most: number): string {
  const cells = Array.from({ length: COLUMNS + 1 }, (_, cell): string =>
    cell < Math.round((COLUMNS * measured) / most) ? '▪' : ' ',
  );
  cells[Math.round((COLUMNS * law) / most)] = '│';
  return cells.join('').trimEnd();
}
