import { knee, limit, peak } from '../../capacity/laws';
import type { Fitted } from './fitted';

/** Changes with every change that could break a reader: docs/capacity.md. */
const FIT_JSON_VERSION = 1;

/** The fit as JSON; what is unlimited or unknown is left out. */
export function fitJson({ file, measurements, fit, doubts }: Fitted): string {
  const { coefficients } = fit;
  const finite = (value: number) => (Number.isFinite(value) ? value : undefined);
  const report = {
    format: 'nospof-capacity-fit',
    version: FIT_JSON_VERSION,
    file,
    law: fit.law,
    estimates: fit.estimates,
    peak: finite(peak(coefficients)),
    knee: finite(knee(coefficients)),
    limit: finite(limit(coefficients)),
    residualError: fit.residualError,
    explained: fit.explained,
    doubts,
    measurements: measurements.map((one, index) => ({ ...one, residual: fit.residuals[index] })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
