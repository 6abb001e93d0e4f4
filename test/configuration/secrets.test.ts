import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Machine } from '../../terraform/machine/machine';
import { callsOf, type ShellScript } from '../../terraform/machine/shell-commands';
import { machines } from '../helpers/machine';
import { EVERY_TOPOLOGY, PROJECT, synthesized } from '../helpers/synthesized';

/** Secrets that a step waits for although only a later step of the same machine makes them. */
function awaitedTooEarly(commands: ShellScript): readonly string[] {
  return commands.flatMap(({ words: [call, name = ''] }, index) => {
    const made = (some: ShellScript) => callsOf(some, 'secret_create').some(([one]) => one === name);
    const waits = call === 'secret_file' || call === 'secret';
    return waits && !made(commands.slice(0, index)) && made(commands.slice(index)) ? [name] : [];
  });
}

// A drill of the single server found it waiting for the database's password, which its own database had yet to make.
test.each(EVERY_TOPOLOGY)('%s: no machine waits for a secret that it makes itself later', (file) => {
  const { stack } = synthesized(readFileSync(join(PROJECT, file), 'utf8'));
  for (const { address, files } of machines(stack)) {
    const { setupCommands } = new Machine(new Map(files.map(({ path, content }) => [path, content])));
    expect({ address, secrets: awaitedTooEarly(setupCommands) }).toEqual({ address, secrets: [] });
  }
});
