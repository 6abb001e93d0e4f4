import { join } from 'node:path';
import { allMutations, drawMutations, judgeAll } from '../scripts/mutants';
import { mutantReport } from '../scripts/mutants/report';
import { specimensOf } from '../scripts/mutants/specimens';
import { PROJECT } from './helpers/synthesized';

const specimens = specimensOf(join(PROJECT, 'topologies'));
const all = allMutations(specimens);
const COUNT = 120;
/** Always the same draw: `npm run mutants` looks for others, and what it finds becomes a rule or a case. */
const SEED = 7;

test('mutants are of everything that is deployed', () => {
  const kinds = new Set(all.map(({ kind }) => kind));
  for (const kind of ['aws_instance', 'aws_iam_role_policy', 'data aws_ssm_parameter', 'mode', 'cloud-config packages'])
    expect(kinds).toContain(kind);
  for (const { stack } of specimens) for (const type of Object.keys(stack.resource)) expect(kinds).toContain(type);
});

test('the same seed draws the same mutants', () => {
  const names = (seed: number) => drawMutations(all, seed, 20).map(({ name }) => name);
  expect(names(7)).toEqual(names(7));
  expect(names(7)).not.toEqual(names(8));
});

test('what is not as it was rendered does not pass unseen', () => {
  const judged = judgeAll(drawMutations(all, SEED, COUNT), specimens);
  const passed = judged.filter(({ rendered }) => rendered === 'unseen').map(({ mutation }) => mutation.name);
  expect({ seed: SEED, passed }).toEqual({ seed: SEED, passed: [] });
  expect(mutantReport(judged, { of: all.length, seed: SEED, passed: true })).toContain(`${COUNT} mutants`);
});
