import { isDeepStrictEqual } from 'node:util';
import { verdictOf } from '../../check/verdict';
import { MachineReader } from '../../terraform/machine/reader';
import { shippedText, synthesized } from '../helpers/synthesized';
import { configuration } from './mutants/configuration';
import type { Mutant, Original } from './mutants/mutant';
import { network } from './mutants/network';
import { places } from './mutants/places';

/** Reading the machines takes most of a check's time, and a mutant changes one of them at most. */
const reader = new MachineReader();

const STAGES = ['06-mysql-replication', '06b-galera', '07-memcached', '08-varnish'];

describe.each(STAGES)('%s', (name) => {
  const { stack, serviceGraph } = synthesized(shippedText(name), name);
  const original: Original = { stack, claims: serviceGraph };

  test('holds as it is', () => {
    const { holds, gaps } = verdictOf(stack, serviceGraph, reader);
    expect({ holds, gaps }).toEqual({ holds: true, gaps: [] });
  });

  const kinds = { places, network, configuration };
  for (const [kind, generate] of Object.entries(kinds)) {
    const mutants = generate(original);
    test(`none of ${mutants.length} mutants of its ${kind} passes unseen`, () => {
      expect(mutants.length).toBeGreaterThan(50);
      expect(mutants.flatMap((mutant) => unseen(mutant, original))).toEqual([]);
    });
  }
});

/** What is wrong with the verdict on a mutant; nothing where it is as it must be. */
function unseen({ name, change, element }: Mutant, { stack, claims }: Original): string[] {
  const copy = structuredClone(stack);
  change(copy);
  if (isDeepStrictEqual(copy, stack)) return [`${name}: changes nothing`];
  const verdict = verdictOf(copy, claims, reader);
  const points = verdict.goals.flatMap(({ singlePoints }) => singlePoints.map((point) => point.element));
  if (element !== undefined && !points.includes(element)) return [`${name}: ${element} is no single point of failure`];
  return verdict.holds && verdict.gaps.length === 0 ? [`${name}: nothing is noticed`] : [];
}
