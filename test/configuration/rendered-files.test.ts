import { unknownCloudConfigKeys } from '../../constructs/user-data/cloud-config-keys';
import { OPERATING_SYSTEMS, type OperatingSystem, RELEASES } from '../../model/releases';
import type { Machine, RenderedFile } from '../helpers/machine';
import { needs } from '../helpers/programs';
import { releaseImage, releaseRoot } from '../helpers/release-root';
import { runInScratchRoot, scratchRoot } from '../helpers/scratch-root';
import { type Stack, synthAll, synthTexts } from '../helpers/stacks';
import { EVERY_TOPOLOGY, onRelease, shippedText } from '../helpers/synthesized';
import { CHECKERS, type Checker, objection } from './checkers';

/** EC2's limit on user data. */
const USER_DATA_BYTES = 16 * 1024;

/** `cloud-init schema --config-file`, which takes a single file and most of a second to start, for many. */
const CLOUD_INIT_SCHEMA = `#!/usr/bin/python3
import sys
from cloudinit.config.schema import SchemaValidationError, get_schema, validate_cloudconfig_file

schema = get_schema()
for path in sys.argv[1:]:
    try:
        validate_cloudconfig_file(path, schema)
    except (SchemaValidationError, RuntimeError) as error:
        print(path, error)
`;

/** A machine of some stack. */
interface Rendered {
  readonly where: string;
  readonly os: OperatingSystem;
  readonly machine: Machine;
}

/** A machine with those of its files that nobody had checked yet. */
interface Task {
  readonly where: string;
  readonly machine: Machine;
  readonly files: readonly RenderedFile[];
}

describe('every machine of every topology', () => {
  let stacks: readonly Stack[];
  let all: readonly Rendered[];
  const on = (os: OperatingSystem) => all.filter((one) => one.os === os);
  beforeAll(() => {
    const older = onRelease(shippedText('08-varnish'), 'debian-12');
    stacks = [...synthAll(EVERY_TOPOLOGY), ...synthTexts({ '08-varnish-on-debian-12': older })];
    all = stacks.flatMap(({ id, topology: { os }, machines }) =>
      machines.map((machine) => ({ where: `${id} ${machine.address}`, os, machine })),
    );
  });

  test('is there to be checked', () => {
    expect(stacks.filter((stack) => stack.machines.length === 0)).toEqual([]);
    expect(all.filter(({ machine }) => machine.files.length === 0)).toEqual([]);
  });

  test('has a program for each of its files that says whether it is right', () => {
    const unclaimed = all.flatMap(({ machine }) =>
      machine.files.filter((file) => !CHECKERS.some((one) => one.claims(file))),
    );
    expect([...new Set(unclaimed.map((file) => file.path))]).toEqual([]);
  });

  test('fits the user data of an instance', () => {
    const large = all.filter(({ machine }) => machine.sentBytes > USER_DATA_BYTES);
    expect(large.map(({ where }) => where)).toEqual([]);
  });

  test('can run its programs', () => {
    const scripts = all.flatMap(({ machine }) => machine.files.filter((file) => file.content.startsWith('#!')));
    expect(scripts.filter((file) => file.mode !== '0755').map((file) => file.path)).toEqual([]);
  });

  test('uses top-level keys that cloud-init knows', () => {
    expect(all.filter(({ machine }) => unknownCloudConfigKeys(machine.userData).length > 0)).toEqual([]);
  });

  describe.each(OPERATING_SYSTEMS)('of %s', (os) => {
    const [image, root] = [releaseImage(RELEASES[os]), releaseRoot(RELEASES[os])];

    test('is among them', () => expect(on(os)).not.toEqual([]));

    needs(scratchRoot, image)(
      'is a document that cloud-init accepts',
      async () => {
        const machines = on(os);
        const files = machines.map(({ machine }, index) => ({
          path: `/srv/${index}.yaml`,
          content: machine.userData,
          mode: '0644',
        }));
        const [outcome] = await runInScratchRoot({
          root,
          files: [...files, { path: '/srv/check', content: CLOUD_INIT_SCHEMA, mode: '0755' }],
          commands: [`/srv/check ${files.map(({ path }) => path).join(' ')}`],
        });
        const errors = outcome?.stdout.replace(
          /\/srv\/(\d+)\.yaml/g,
          (_, index: string) => machines[Number(index)]?.where ?? index,
        );
        expect({ ...outcome, stdout: errors }).toEqual({ status: 0, stdout: '', stderr: '' });
      },
      300_000,
    );

    for (const checker of CHECKERS) {
      needs(scratchRoot, ...(checker.programs ?? [image]))(
        `is such that ${checker.name}`,
        async () => {
          const found: string[] = [];
          for (const { where, machine, files } of unchecked(checker, on(os))) {
            const commands = files.map((file) => checker.command(file.path));
            const outcomes = await runInScratchRoot({
              root: checker.programs ? '/' : root,
              files: machine.files,
              privateIp: machine.privateIp,
              commands,
            });
            outcomes.forEach((outcome, index) => {
              const text = objection(checker, outcome);
              if (text) found.push(`${where} ${files[index]?.path}: ${text}`);
            });
          }
          expect(found).toEqual([]);
        },
        600_000,
      );
    }
  });
});

/** The same text at the same path is checked once. */
function unchecked(checker: Checker, all: readonly Rendered[]): Task[] {
  const seen = new Set<string>();
  return all.flatMap(({ where, machine }) => {
    const files = machine.files.filter((file) => {
      const key = `${file.path}\n${file.content}`;
      if (!checker.claims(file) || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    return files.length > 0 ? [{ where, machine, files }] : [];
  });
}
