import type { Kernel } from '../../drill/kernel';
import { type DrillPlan, planDrill } from '../../drill/plan';
import { parseTopology } from '../../model';
import { shippedText, synthesized } from '../helpers/synthesized';

/** What a drill of a shipped topology boots. */
export function shippedPlan(name: string, kernel: Kernel = { nfs: true }): DrillPlan {
  return planOf(shippedText(name), name, kernel);
}

/** What a drill of a topology's text boots. */
export function planOf(text: string, name: string, kernel: Kernel = { nfs: true }): DrillPlan {
  const parsed = parseTopology(text, `${name}.yaml`);
  if ('diagnostics' in parsed) throw new Error('it does not parse');
  const { stack, serviceGraph } = synthesized(text, name);
  return planDrill(stack, serviceGraph, parsed.topology, kernel);
}
