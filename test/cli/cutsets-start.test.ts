import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCutsets } from '../../cli/cutsets-start';
import { run } from '../../cli/program';
import { temporaryFolder } from '../helpers/temporary';

const folder = temporaryFolder('cutsets-start');
writeFileSync(
  join(folder, 'model.xml'),
  `<opsa-mef><define-fault-tree name="t">
  <define-gate name="top"><or><event name="zone"/><gate name="both"/></or></define-gate>
  <define-gate name="both"><and><event name="a"/><event name="b"/></and></define-gate>
  <define-basic-event name="a"><float value="0.5"/></define-basic-event>
  <define-basic-event name="b"><exponential><float value="0.1"/><system-mission-time/></exponential></define-basic-event>
  <define-basic-event name="zone"><float value="0.1"/></define-basic-event>
</define-fault-tree></opsa-mef>`,
);

type Command = (...args: Parameters<typeof run>) => ReturnType<typeof startCutsets>;

async function printed(command: Command, args: readonly string[]) {
  const written = { out: '', err: '' };
  const exit = await command(args, {
    out: (text) => (written.out += text),
    err: (text) => (written.err += text),
    cwd: folder,
    env: {},
    color: false,
    interactive: false,
  });
  return { exit, ...written };
}

test.each([
  ['model.xml'],
  ['--order', '1', 'model.xml'],
  ['--order=1', 'model.xml', '--format', 'json'],
  ['model.xml', '--mission-time', '10', '--seed', '3', '--top', 'both'],
  ['--no-probability', '--order', '2', 'model.xml'],
  ['--', 'model.xml'],
  ['--order', '1', '--order', '2', 'model.xml'],
  // What goes wrong, and what the whole command line alone knows.
  [],
  ['--help'],
  ['--ordre', '1', 'model.xml'],
  ['--order', 'two', 'model.xml'],
  ['--order', '-1', 'model.xml'],
  ['--order'],
  ['--format', 'xml', 'model.xml'],
  ['none.xml'],
  ['--top', 'nowhere', 'model.xml'],
])('%j %j %j: as by the whole command line', async (...args) => {
  const whole = await printed(run, ['cutsets', ...args]);
  expect(whole.out + whole.err).not.toBe('');
  expect(await printed(startCutsets, args)).toEqual(whole);
});

test('without the probability the sets are the same', async () => {
  const { out } = await printed(startCutsets, ['--no-probability', '--order', '2', 'model.xml']);
  expect(out).toBe(
    'top: 2 minimal cut sets up to order 2\n  order 1: 1\n  order 2: 1\nprobability not asked for\nzone\na b\n',
  );
});
