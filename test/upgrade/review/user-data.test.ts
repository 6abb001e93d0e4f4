import { gzipSync } from 'node:zlib';
import { diffMarkdown } from '../../../report/diff/markdown';
import { diffText } from '../../../report/diff/text';
import { reviewPlan } from '../../../upgrade/review/review-plan';

type Body = Readonly<Record<string, unknown>>;

interface Given {
  readonly type?: string;
  readonly actions?: readonly string[];
  readonly unknown?: Body;
  readonly secret?: Body;
}

/** What a plan says of the configuration of one machine. */
function machines(before: Body, after: Body, given: Given = {}) {
  const { type = 'aws_instance', actions = ['update'], unknown = {}, secret = {} } = given;
  const address = `${type}.app`;
  const values = { instance_type: 't3.small', private_ip: '10.0.0.5' };
  const resources = [{ address, mode: 'managed', type, name: 'app', provider_name: 'aws', values }];
  const module = { root_module: { resources } };
  return upgradeOf({
    format_version: '1.2',
    planned_values: module,
    prior_state: { format_version: '1.0', values: module },
    resource_changes: [
      {
        ...{ address, mode: 'managed', type, name: 'app' },
        change: {
          actions,
          ...{ before, after, after_unknown: unknown },
          ...{ before_sensitive: secret, after_sensitive: secret },
        },
      },
    ],
  }).machines;
}

const upgradeOf = (json: unknown) => reviewPlan({ json });

const packed = (text: string) => gzipSync(text).toString('base64');
const encoded = (text: string) => Buffer.from(text).toString('base64');
const lines = (found: ReturnType<typeof machines>) =>
  found.flatMap(({ files }) => files.map((one) => [one.path, ...one.hunks.flatMap((hunk) => hunk.lines)]));

const CONFIG = (packages: string, port: number) => `#cloud-config
packages:
 - ${packages}
write_files:
 - path: /etc/app.conf
   content: |
    port ${port}
    name app
 - path: /etc/key
   encoding: b64
   content: ${encoded(`key of ${port}\n`)}
runcmd:
 - start ${port}
`;

describe('what stands behind the user data of a machine is compared as text', () => {
  const [old, now] = ['#!/bin/sh\necho one\n', '#!/bin/sh\necho two\n'];
  const script = [['user data', ' #!/bin/sh', '-echo one', '+echo two']];

  test.each<readonly [string, Body, Body, string]>([
    ['plain', { user_data: old }, { user_data: now }, 'aws_instance'],
    ['in base64', { user_data_base64: encoded(old) }, { user_data_base64: encoded(now) }, 'aws_instance'],
    ['packed', { user_data_base64: packed(old) }, { user_data_base64: packed(now) }, 'aws_instance'],
    ['of a launch template', { user_data: packed(old) }, { user_data: encoded(now) }, 'aws_launch_template'],
  ])('%s', (_, before, after, type) => {
    expect(lines(machines(before, after, { type }))).toEqual(script);
  });

  test('where the machine is replaced for it', () => {
    const found = machines({ user_data: old }, { user_data: now }, { actions: ['delete', 'create'] });
    expect(lines(found)).toEqual(script);
    expect(found.map(({ nodes, delivery }) => [nodes, delivery])).toEqual([[['app'], 'new-machine']]);
  });

  test('a cloud-config file by file, and what it encodes itself decoded', () => {
    const found = machines(
      { user_data_base64: packed(CONFIG('nginx', 80)) },
      { user_data_base64: packed(CONFIG('apache2', 81)) },
    );
    expect(found[0]?.packages).toEqual({ added: ['apache2'], removed: ['nginx'] });
    expect(lines(found)).toEqual([
      ['/etc/app.conf', '-port 80', '+port 81', ' name app'],
      ['/etc/key', '-key of 80', '+key of 81'],
      ['runcmd of the cloud-config', ' runcmd:', '- - start 80', '+ - start 81'],
    ]);
  });

  test('the same text packed otherwise is no change', () => {
    expect(machines({ user_data_base64: packed(old) }, { user_data_base64: encoded(old) })).toEqual([]);
  });
});

describe('what cannot be compared is said', () => {
  const of = (found: ReturnType<typeof machines>) => found.map(({ problem }) => problem);
  const binary = Buffer.from([0, 255, 254, 1]).toString('base64');
  test.each<readonly [string, Body, Body, Given, string]>([
    ['a hash', { user_data: 'a'.repeat(40) }, { user_data: 'b'.repeat(40) }, {}, 'hash of its user data'],
    ['not known yet', { user_data: 'a' }, {}, { unknown: { user_data: true } }, 'known after the apply'],
    ['no text', { user_data_base64: encoded('a') }, { user_data_base64: binary }, {}, 'is no text'],
    ['a secret', { user_data: 'a' }, { user_data: 'hidden' }, { secret: { user_data: true } }, 'marked as a secret'],
  ])('%s', (_, before, after, given, words) => {
    expect(of(machines(before, after, given))).toEqual([expect.stringContaining(words)]);
  });

  test('and nothing where it stays as it is', () => {
    const same = { user_data: 'a'.repeat(40), instance_type: 't3.small' };
    expect(machines(same, { ...same, instance_type: 't3.large' })).toEqual([]);
    expect(machines({ user_data_base64: binary }, { user_data_base64: binary })).toEqual([]);
  });

  test('a bomb is not unpacked', () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 'a')).toString('base64');
    expect(of(machines({ user_data_base64: encoded('a') }, { user_data_base64: bomb }))).toEqual([
      expect.stringContaining('is no text'),
    ]);
  });
});

test('no markup of a script leaves its block, and a long one is cut where room is short', () => {
  const text = ['#!/bin/sh', '```', '</details>', ...Array.from({ length: 200 }, (_, line) => `echo ${line}`)].join(
    '\n',
  );
  const module = { root_module: { resources: [] } };
  const change = {
    ...{ actions: ['update'], before: { user_data: 'old' }, after: { user_data: text }, after_unknown: {} },
  };
  const upgrade = upgradeOf({
    format_version: '1.2',
    planned_values: module,
    prior_state: { format_version: '1.0', values: module },
    resource_changes: [{ address: 'aws_instance.app', mode: 'managed', type: 'aws_instance', name: 'app', change }],
  });
  const compared = { old: 'plan.json', new: 'plan.json', actions: 'plan', upgrade, unknown: [] } as const;
  const whole = diffMarkdown(compared);
  expect(whole).toContain('\n````diff\n');
  expect(whole).toContain('\n+echo 199\n');
  expect(diffMarkdown(compared, { fileLines: 10 })).toMatch(/\n… and \d+ more lines\n````\n/);
  expect(diffMarkdown(compared, { fileLines: 0 })).not.toContain('echo 1');
  expect(diffText(compared, false)).toContain('+echo 199');
});
