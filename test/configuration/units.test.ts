import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machines, type RenderedFile } from '../helpers/machine';
import { EVERY_TOPOLOGY, PROJECT, synthesized } from '../helpers/synthesized';

/** systemd gives a unit up after five starts within ten seconds (systemd.unit(5), `DefaultStartLimitBurst`). */
const LIMIT = { starts: 5, seconds: 10 };

/** Units that begin anew so soon after their end that systemd would give them up. */
function givenUp(files: readonly RenderedFile[]): readonly string[] {
  const units = new Map<string, string>();
  for (const { path, content } of files) {
    const [, unit] = /^\/etc\/systemd\/system\/([^/]+\.service)(?:\.d\/.*)?$/.exec(path) ?? [];
    if (unit) units.set(unit, `${units.get(unit) ?? ''}\n${content}`);
  }
  return [...units]
    .filter(([, text]) => /^Restart=(?!no$)/m.test(text) && !/^StartLimitIntervalSec=0$/m.test(text))
    .filter(([, text]) => Number(/^RestartSec=(\d+)$/m.exec(text)?.[1] ?? 0) * LIMIT.starts < LIMIT.seconds)
    .map(([unit]) => unit);
}

test.each(EVERY_TOPOLOGY)('%s: what is started again after its end is started again for ever', (file) => {
  const { stack } = synthesized(readFileSync(join(PROJECT, file), 'utf8'));
  for (const { address, files } of machines(stack)) {
    expect({ address, units: givenUp(files) }).toEqual({ address, units: [] });
  }
});
