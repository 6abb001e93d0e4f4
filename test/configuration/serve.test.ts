import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Machine } from '../../terraform/machine/machine';
import { machines } from '../helpers/machine';
import { EVERY_TOPOLOGY, PROJECT, synthesized } from '../helpers/synthesized';

// A drill found a page cache whose setup failed: Varnish had been started a moment before, and could not be reloaded yet.
test.each(EVERY_TOPOLOGY)('%s: no unit is reloaded right after the step that starts it', (file) => {
  const { stack } = synthesized(readFileSync(join(PROJECT, file), 'utf8'));
  for (const { address, files } of machines(stack)) {
    const lines = new Machine(new Map(files.map(({ path, content }) => [path, content]))).serves;
    const started = new Set<string>();
    for (const { unit, how } of lines) {
      expect({ address, unit, early: how === 'reload' && started.has(unit) }).toMatchObject({ early: false });
      started.add(unit);
    }
  }
});
