import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { REQUIREMENTS } from '../../../check/evidence/contents/requirements';
import { verdictOf } from '../../../check/verdict';
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

/** A file without what a requirement looks for: the last line of whatever matches, as often as it does. */
function without(content: string, says: RegExp): string {
  let text = content;
  for (let times = 0; times < 20; times++) {
    const match = says.exec(text);
    if (match === null) return text;
    const end = match.index + match[0].length;
    const start = text.lastIndexOf('\n', Math.max(0, end - 2)) + 1;
    const next = text.indexOf('\n', Math.max(start, end - 1));
    text = text.slice(0, start) + (next < 0 ? '' : text.slice(next + 1));
  }
  return text;
}

test.each(REQUIREMENTS.map((one) => [String(one.path), one.lookedFor, one] as const))(
  '%s: %s',
  (_, lookedFor, { path: of, where, says }) => {
    const found = machines.flatMap((machine) =>
      [...machine.files]
        .filter(([path, content]) => of.test(path) && (where?.test(content) ?? true))
        .map(([path, content]) => ({ machine, path, content })),
    );
    const [first] = found;
    if (!first) throw new Error('no machine has such a file');
    const { stack, serviceGraph, name } = first.machine;
    const copy = structuredClone(stack);
    const tier = name.replace(/_\d+_machine$/, '');
    // On all nodes of the tier alike, so that none differs from its peers.
    for (const machine of machines) {
      if (machine.stack !== stack || machine.name.replace(/_\d+_machine$/, '') !== tier) continue;
      const content = machine.files.get(first.path);
      if (content === undefined) continue;
      copy.locals[machine.name] = withFile(machine.text, first.path, without(content, says));
    }
    const { gaps } = verdictOf(copy, serviceGraph, reader);
    expect(gaps.map((gap) => gap.lookedFor)).toContain(lookedFor);
  },
);
