import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Machine } from '../../terraform/machine/machine';
import { machines } from '../helpers/machine';
import { EVERY_TOPOLOGY, PROJECT, synthesized } from '../helpers/synthesized';

const CREATED = /\bsecret_create (\S+)/g;
const AWAITED = /(?:\bsecret_file |\$\(secret )([^\s)]+)/g;

/** Secrets that a step waits for although only a later step of the same machine makes them. */
function awaitedTooEarly(steps: readonly string[]): readonly string[] {
  const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name);
  const later = (index: number) => new Set(steps.slice(index + 1).flatMap((text) => names(text, CREATED)));
  return steps.flatMap((text, index) => {
    const known = new Set(steps.slice(0, index + 1).flatMap((step) => names(step, CREATED)));
    return names(text, AWAITED).filter((name) => !known.has(name) && later(index).has(name));
  });
}

// A drill of the single server found it waiting for the database's password, which its own database had yet to make.
test.each(EVERY_TOPOLOGY)('%s: no machine waits for a secret that it makes itself later', (file) => {
  const { stack } = synthesized(readFileSync(join(PROJECT, file), 'utf8'));
  for (const { address, files } of machines(stack)) {
    const steps = new Machine(new Map(files.map(({ path, content }) => [path, content]))).setupSteps;
    expect({ address, secrets: awaitedTooEarly(steps) }).toEqual({ address, secrets: [] });
  }
});
