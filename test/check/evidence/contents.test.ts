import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Requirement } from '../../../check/evidence/contents/requirement';
import { concerns, meets, REQUIREMENTS } from '../../../check/evidence/contents/requirements';
import { verdictOf } from '../../../check/verdict';
import { Machine } from '../../../terraform/machine/machine';
import { MachineReader } from '../../../terraform/machine/reader';
import { EVERY_TOPOLOGY, PROJECT, synthesized } from '../../helpers/synthesized';
import type { Json } from '../mutants/mutant';

const reader = new MachineReader();

const stacks = EVERY_TOPOLOGY.map((path) => {
  const { stack, serviceGraph } = synthesized(readFileSync(join(PROJECT, path), 'utf8'), path.replace(/\W/g, '-'));
  return { path, stack: stack as Json, serviceGraph };
});

/** Files of machines, by path, and where the first machine is that has one which a requirement is about. */
function filesOf(text: string): ReadonlyMap<string, string> {
  const plain = text.replaceAll('$${', '${').replaceAll('%%{', '%{');
  const { write_files: files } = parseDocument(plain).toJS() as Json;
  return new Map(files.map(({ path, content }: Json) => [path, content]));
}

const machines = stacks.flatMap(({ path, stack, serviceGraph }) =>
  Object.entries<string>(stack.locals)
    .filter(([name]) => name.endsWith('_machine'))
    .map(([name, text]) => ({ path, stack, serviceGraph, name, text, files: filesOf(text) })),
);

type MachineText = (typeof machines)[number];

/** The text of a cloud-config with another content of one of its files. */
function withFile(text: string, path: string, content: string): string {
  const [before = '', after = ''] = text.split(` - path: ${path}\n`);
  const head = /^(?: {3}\w+: .*\n)*? {3}content: \|[-+\d]*\n/.exec(after)?.[0] ?? '';
  const rest = after.slice(head.length).replace(/^(?: {4}.*\n| *\n)*/, '');
  const lines = content
    .replaceAll('${', () => '$${')
    .replaceAll('%{', () => '%%{')
    .replace(/\n$/, '')
    .split('\n');
  const body = lines.map((line) => (line === '' ? '\n' : `    ${line}\n`)).join('');
  return `${before} - path: ${path}\n${head}${body}${rest}`;
}

/**
 * A file without what a requirement looks for. The line at which it is no longer met, as lines are taken away from the end on, goes;
 * and, where others say the same, so do they.
 */
function without(machine: MachineText, path: string, requirement: Requirement): string {
  let lines = (machine.files.get(path) ?? '').split('\n');
  const isMet = (some: readonly string[]) =>
    meets(requirement, new Machine(new Map([...machine.files, [path, some.join('\n')]])), path);
  for (let left = lines.length; left > 0 && isMet(lines); left--) {
    // The fewest lines from the start on that meet it: what is longer does, too, where nothing is taken back.
    let [none, enough] = [0, lines.length];
    while (enough - none > 1) {
      const half = Math.floor((none + enough) / 2);
      if (isMet(lines.slice(0, half))) enough = half;
      else none = half;
    }
    lines = lines.toSpliced(enough - 1, 1);
  }
  return lines.join('\n');
}

test.each(REQUIREMENTS.map((one) => [String(one.path), one.lookedFor, one] as const))(
  '%s: %s',
  (_, lookedFor, requirement) => {
    const found = machines.flatMap((machine) => {
      const read = new Machine(machine.files);
      return [...machine.files.keys()]
        .filter((path) => concerns(requirement, read, path))
        .map((path) => ({ machine, path }));
    });
    const [first] = found;
    if (!first) throw new Error('no machine has such a file');
    const { stack, serviceGraph, name } = first.machine;
    const copy = structuredClone(stack);
    const tier = name.replace(/_\d+_machine$/, '');
    // On all nodes of the tier alike, so that none differs from its peers.
    for (const machine of machines) {
      if (machine.stack !== stack || machine.name.replace(/_\d+_machine$/, '') !== tier) continue;
      if (!machine.files.has(first.path)) continue;
      copy.locals[machine.name] = withFile(machine.text, first.path, without(machine, first.path, requirement));
    }
    const { gaps } = verdictOf(copy, serviceGraph, reader);
    expect(gaps.map((gap) => gap.lookedFor)).toContain(lookedFor);
  },
);
