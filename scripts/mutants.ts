import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../fault-graph/algorithms/random';
import { MachineReader } from '../terraform/machine/reader';
import { argumentMutations } from './mutants/arguments';
import { configurationMutations } from './mutants/configuration';
import type { Mutation, Specimen } from './mutants/mutant';
import { type Judged, MutantJudge } from './mutants/outcome';
import { mutantReport } from './mutants/report';
import { specimensOf } from './mutants/specimens';

/** Every mutant of every stack; the same change in several stages, or on another node of a tier, is one. */
export function allMutations(specimens: readonly Specimen[]): readonly Mutation[] {
  const found = new Map<string, Mutation>();
  for (const specimen of specimens) {
    for (const one of [...argumentMutations(specimen), ...configurationMutations(specimen)]) {
      const key = [one.kind, one.scope, one.name].join('\n');
      // Of the largest stage, since more is at stake there.
      found.set(key, one);
    }
  }
  return [...found.values()];
}

/** Draws some of all, by seed, without putting back. */
export function drawMutations(all: readonly Mutation[], seed: number, count: number): readonly Mutation[] {
  const random = new Random(seed);
  const left = [...all];
  for (let at = left.length - 1; at > 0; at--) {
    const other = Math.floor(random.next() * (at + 1));
    [left[at], left[other]] = [left[other] as Mutation, left[at] as Mutation];
  }
  return left.slice(0, count);
}

/** Judges mutants, each with the stack that it is of. */
export function judgeAll(drawn: readonly Mutation[], specimens: readonly Specimen[]): readonly Judged[] {
  return specimens.flatMap((specimen) => {
    const own = drawn.filter(({ stage }) => stage === specimen.stage);
    return Array.from({ length: Math.ceil(own.length / BATCH) }, (_, at) => {
      const judge = new MutantJudge(specimen, new MachineReader());
      return own.slice(at * BATCH, (at + 1) * BATCH).map((mutation) => judge.judge(mutation));
    }).flat();
  });
}

/** A reader remembers all that it has read: after some hundreds a new one is cheaper than the memory. */
const BATCH = 500;

function main(): void {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '2000' },
      kind: { type: 'string', default: '' },
      passed: { type: 'boolean', default: false },
    },
  });
  const specimens = specimensOf(join(resolve(__dirname, '../..'), 'topologies'));
  const all = allMutations(specimens).filter(({ kind }) => new RegExp(values.kind).test(kind));
  const judged = judgeAll(drawMutations(all, Number(values.seed), Number(values.count)), specimens);
  process.stdout.write(mutantReport(judged, { of: all.length, seed: Number(values.seed), passed: values.passed }));
}

if (require.main === module) main();
