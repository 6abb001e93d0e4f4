import { flawsOf, type LoadRun, throughput } from '../../drill/judging/load-run';
import { flawText, loadRemarks } from './load-words';

/** What `nospof capacity fit` takes; what could not be measured stands there as a comment. */
export function loadCsv(run: LoadRun): string {
  const rows = run.steps.map((step) => {
    const row = `${step.nodes},${throughput(step).toFixed(2)}`;
    const flaws = flawsOf(step);
    return flaws.length === 0 ? row : `# ${row}: not measured, ${flaws.map((flaw) => flawText(flaw, step)).join('; ')}`;
  });
  return [`# ${run.command}`, ...loadRemarks(run).map((line) => `# ${line}`), 'nodes,throughput', ...rows, ''].join(
    '\n',
  );
}
