import { verdictOf } from '../../../analysis/verdict';
import { parseTopology } from '../../../model';
import { SHIPPED, shippedText, synthesized } from '../../helpers/synthesized';

test.each(SHIPPED)('%s', (name) => {
  const { stack, serviceGraph } = synthesized(shippedText(name), name);
  const parsed = parseTopology(shippedText(name), name);
  if ('diagnostics' in parsed) throw new Error('x');
  const verdict = verdictOf(stack, serviceGraph, parsed.topology);
  console.log(name, verdict.survives, verdict.holds, verdict.survivesNode, verdict.survivesZone, verdict.goals.map((g) => `\n${g.goal} ${g.works} ${g.availability?.availability} ${g.pairs.count} ${g.singlePoints.map((s) => `\n   ${s.element} ${s.effect} ${s.path.join(' → ')}`).join('')} soft:${g.softLosses.map((s)=>s.element)} relies:${g.reliesOn.map((s)=>s.element)}`).join(''), '\n', verdict.gaps.map((g) => `${g.code} ${g.claims} ${g.subject} ${g.lookedFor} | ${g.where}`).join('\n'), verdict.unknown);
});
