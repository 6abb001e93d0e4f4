import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verdictOf } from '../../../check/verdict';
import { SCRIPTS } from '../../../model/embedded';
import { MachineReader } from '../../../terraform/machine/reader';
import { PROJECT, shippedText, synthesized } from '../../helpers/synthesized';
import type { Json } from '../mutants/mutant';

const reader = new MachineReader();
const STAGES = [
  '04b-dns-and-routes',
  '05-glusterfs',
  '06-mysql-replication',
  '06b-galera',
  '08-varnish',
  '09-sessions',
];
const stacks = [
  ...STAGES.map((name) => synthesized(shippedText(name), name)),
  synthesized(readFileSync(join(PROJECT, 'test/fixtures/topologies/postgresql.yaml'), 'utf8')),
];

/** The first stack that has a script, and the names of the machines that have a line of it. */
function changed(line: string, to: string): readonly string[] | undefined {
  const escaped = line.replaceAll('${', () => '$${').replaceAll('%{', () => '%%{');
  const found = stacks.find(({ stack }) =>
    Object.values<string>((stack as Json).locals).some((one) => one.includes(escaped)),
  );
  if (!found) return undefined;
  const copy: Json = structuredClone(found.stack);
  for (const [name, text] of Object.entries<string>(copy.locals))
    copy.locals[name] = text.replaceAll(escaped, () => to);
  return verdictOf(copy, found.serviceGraph, reader).gaps.map(({ lookedFor }) => lookedFor);
}

/** A line of each script that says more than others, and has no value of a topology in it. */
const lines = Object.entries(SCRIPTS).flatMap(([path, text]): [string, string][] => {
  const plain = text
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one.length > 20 && !/^#|__|\s#|^\. |^set /.test(one));
  const [middle] = plain.slice(Math.floor(plain.length / 2));
  return middle === undefined ? [] : [[path, middle]];
});

/** Scripts of kinds that these stages do not have; the rest is two lines long. */
const RARE: readonly string[] = [
  'mysql/begin.sh',
  'web/once.sh',
  'web/run.py',
  'mysql/password-hash.sh',
  'mysql/name-data.sh',
  'haproxy/stand-in.sh',
  'web/apache-step.sh',
  'mysql/accounts-step.sh',
];

test.each(lines.filter(([path]) => !RARE.includes(path)))(
  'a line of %s that is another on all nodes is found: %s',
  (_, line) => {
    const gaps = changed(line, `${line} x`);
    expect(gaps).toBeDefined();
    expect(gaps).not.toEqual([]);
  },
);
