import { verdictOf } from '../../../check/verdict';
import { MachineReader } from '../../../terraform/machine/reader';
import { CASES, stages } from './gap-cases';
import { REFUSED } from './refused-cases';
import { REMOVALS } from './rule-cases';
import { type RuleSentence, ruleSentences } from './sentences';

/** Findings that other tests bring about, each with the file. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'rendered.ts': 'rendered.test.ts takes away what was rendered',
  'beside.ts': 'beside.test.ts puts resources beside a site',
  'peer-drift.ts': 'peer-drift.test.ts changes one of several peers',
};

const reader = new MachineReader();

/** All that is said of stacks from which one thing was taken, where the verdict is another for it. */
const said = new Set(
  [...CASES.map(([, , , stage, change]) => ({ stage, change })), ...REFUSED, ...REMOVALS].flatMap(
    ({ stage, change }) => {
      const { stack, serviceGraph } = stages[stage];
      const copy = structuredClone(stack);
      change(copy);
      return verdictOf(copy, serviceGraph, reader).gaps.flatMap(({ lookedFor, where }) => [lookedFor, where]);
    },
  ),
);

const sentences = ruleSentences().filter(({ file }) => ELSEWHERE[file] === undefined);

test('the source of the rules is read', () => {
  expect(sentences.length).toBeGreaterThan(80);
});

test.each(sentences.map((one): [string, string, RuleSentence] => [one.file, one.text, one]))(
  '%s: %s',
  (_file, _text, { pattern }) => {
    expect([...said].some((one) => pattern.test(one))).toBe(true);
  },
);
