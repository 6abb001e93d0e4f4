import { isDeepStrictEqual } from 'node:util';
import { verdictOf } from '../../check/verdict';
import { MachineReader } from '../../terraform/machine/reader';
import { oneOfEach, SAMPLED } from '../helpers/sample';
import { shippedText, synthesized } from '../helpers/synthesized';
import { configuration } from './mutants/configuration';
import type { Mutant, Original } from './mutants/mutant';
import { network } from './mutants/network';
import { places } from './mutants/places';

/** Reading the machines takes most of a check's time, and a mutant changes one of them at most. */
const reader = new MachineReader();

const STAGES = ['06-mysql-replication', '06b-galera', '07-memcached', '08-varnish'];

const originals = new Map(
  STAGES.map((name): [string, Original] => {
    const { stack, serviceGraph } = synthesized(shippedText(name), name);
    return [name, { stack, claims: serviceGraph }];
  }),
);

const KINDS = { places, network, configuration };

const mutants = [...originals].flatMap(([stage, original]) =>
  Object.entries(KINDS).flatMap(([kind, generate]) => generate(original).map((mutant) => ({ stage, kind, mutant }))),
);

/** The same change of any node of a tier, in any stage, is of one class. */
const drawn = oneOfEach(mutants, ({ kind, mutant }) => `${kind} ${mutant.name.replace(/\d+/g, '#')}`);

describe.each([...originals])('%s', (name, original) => {
  test('holds as it is', () => {
    const { holds, gaps } = verdictOf(original.stack, original.claims, reader);
    expect({ holds, gaps }).toEqual({ holds: true, gaps: [] });
  });

  test.each(Object.keys(KINDS))(`none of the mutants of its %s passes unseen (${SAMPLED})`, (which) => {
    const here = <T extends { readonly stage: string; readonly kind: string }>(all: readonly T[]) =>
      all.filter(({ stage, kind }) => stage === name && kind === which);
    expect(here(mutants).length).toBeGreaterThan(50);
    expect(here(drawn).flatMap(({ mutant }) => unseen(mutant, original))).toEqual([]);
  });
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
