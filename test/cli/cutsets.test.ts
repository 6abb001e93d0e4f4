import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CutsetsOptions, cutsets } from '../../cli/cutsets';
import { type ExitCode, type Io, UsageError } from '../../cli/io';

const TREE = `<opsa-mef><define-fault-tree name="t">
  <define-gate name="top"><or><event name="zone"/><gate name="both"/></or></define-gate>
  <define-gate name="both"><and><event name="a"/><event name="b"/></and></define-gate>
</define-fault-tree></opsa-mef>`;
const EVENTS = `<opsa-mef><model-data>
  <define-basic-event name="a"><float value="0.5"/></define-basic-event>
  <define-basic-event name="b"><float value="0.5"/></define-basic-event>
  <define-basic-event name="zone"><float value="0.1"/></define-basic-event>
</model-data></opsa-mef>`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cutsets-'));
  writeFileSync(join(folder, 'tree.xml'), TREE);
  writeFileSync(join(folder, 'events.xml'), EVENTS);
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(files: readonly string[], options: CutsetsOptions = {}): { exit: ExitCode; out: string; err: string } {
  const written = { out: '', err: '' };
  const io: Io = {
    out: (text) => (written.out += text),
    err: (text) => (written.err += text),
    cwd: folder,
    env: {},
    color: false,
    interactive: false,
  };
  return { exit: cutsets(files, options, io), ...written };
}

it('prints the totals, the probability and the sets', () => {
  const { exit, out, err } = run(['tree.xml', 'events.xml']);
  expect([exit, err]).toEqual([0, '']);
  expect(out).toBe('top: 2 minimal cut sets\n  order 1: 1\n  order 2: 1\nprobability 0.325\nzone\na b\n');
});

it('keeps to the order and the gate that it is asked for', () => {
  expect(run(['tree.xml', 'events.xml'], { order: '1' }).out).toBe(
    'top: 1 minimal cut sets up to order 1\n  order 1: 1\nprobability 0.325\nzone\n',
  );
  expect(run(['tree.xml', 'events.xml'], { top: 'both' }).out).toContain('both: 1 minimal cut sets\n');
});

it('prints JSON', () => {
  expect(JSON.parse(run(['tree.xml', 'events.xml'], { format: 'json', order: '2' }).out)).toEqual({
    version: 1,
    tops: [
      {
        top: 'top',
        coherent: true,
        maxOrder: 2,
        total: 2,
        counts: [0, 1, 1],
        probability: { kind: 'exact', value: expect.closeTo(0.325, 12) },
        cutSets: [['zone'], ['a', 'b']],
      },
    ],
  });
});

it('says where a model is not coherent, and what its sets mean then', () => {
  writeFileSync(join(folder, 'tree.xml'), TREE.replace('<event name="b"/>', '<not><event name="b"/></not>'));
  const { exit, out, err } = run(['tree.xml', 'events.xml']);
  expect(exit).toBe(0);
  expect(out).toBe('top: 2 minimal cut sets\n  order 1: 2\nprobability 0.325\nzone\na\n');
  expect(err).toMatch(/^top is not coherent \(it depends on a <not>\)/);
});

it('an unusable model: its problems and exit status 2', () => {
  expect(run(['tree.xml'])).toEqual({
    exit: 2,
    out: '',
    err: expect.stringContaining('tree.xml:2:31: undefined: the event "zone" is not defined'),
  });
  expect(run(['tree.xml', 'events.xml'], { top: 'nowhere' })).toMatchObject({
    exit: 2,
    err: 'no-top: the model has no gate "nowhere"\n',
  });
});

it.each<[string, readonly string[], CutsetsOptions, string]>([
  ['no file', [], {}, 'name the Open-PSA files of the model'],
  ['a missing file', ['none.xml'], {}, "none.xml can't be read"],
  ['a wrong order', ['tree.xml'], { order: 'two' }, '--order is a whole number, 0 or more, not "two"'],
  ['a wrong format', ['tree.xml'], { format: 'xml' }, '--format is text or json, not "xml"'],
  ['a wrong mission time', ['tree.xml'], { missionTime: '-1' }, '--mission-time is a number of hours, not "-1"'],
])('usage: %s', (_, files, options, message) => {
  expect(() => run(files, options)).toThrow(UsageError);
  expect(() => run(files, options)).toThrow(message);
});
