import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { basePart } from '../../../constructs/user-data/base';
import { cloudConfig, MachineConfigError, USER_DATA_LIMIT_BYTES } from '../../../constructs/user-data/cloud-config';

const base = basePart({ site: 'shop', tier: 'web', number: 2, region: 'eu-central-1', os: 'debian-13' });

describe('a node’s cloud-config', () => {
  const text = cloudConfig('web-2', [
    base,
    {
      packages: ['nginx', 'curl'],
      files: [{ path: '/etc/motd', content: 'hello\n' }],
      steps: [{ order: 60, name: 'nginx', script: 'nginx -t\n' }],
    },
  ]);
  const document = parse(text);

  test('says who the node is', () => {
    expect(text.startsWith('#cloud-config\n')).toBe(true);
    expect(document.hostname).toBe('web-2');
    expect(file('/etc/nospof/node.env').content).toContain('NOSPOF_NODE=web-2\n');
  });

  test('lists each package once, sorted', () => {
    expect(document.packages).toEqual([...new Set(document.packages)].sort());
    expect(document.packages).toContain('nginx');
  });

  test('keeps services from starting before their configuration is there', () => {
    const policy = file('/usr/sbin/policy-rc.d');
    expect(policy).toMatchObject({ permissions: '0755', content: '#!/bin/sh\nexit 101\n' });
    expect(policy.defer).toBeUndefined();
    expect(file('/etc/motd').defer).toBe(true);
  });

  test('turns steps into files that setup runs in their order', () => {
    expect(file('/usr/local/lib/nospof/setup.d/60-nginx').content).toBe('nginx -t\n');
    expect(document.runcmd).toEqual(['/usr/local/sbin/nospof-setup || systemctl start --no-block nospof-follow']);
  });

  test('is refused where two parts write one file', () => {
    const part = { files: [{ path: '/etc/motd', content: '' }] };
    expect(() => cloudConfig('web-1', [part, part])).toThrow(/web-1: two parts .* \/etc\/motd/);
  });

  // Digests do not compress below half their length.
  const incompressible = Array.from({ length: 1000 }, (_, n) => createHash('sha256').update(`${n}`).digest('hex')).join(
    '\n',
  );

  test('may exceed the limit as text, since it is sent compressed', () => {
    const part = { files: [{ path: '/etc/haproxy/haproxy.cfg', content: 'server\n'.repeat(USER_DATA_LIMIT_BYTES) }] };
    expect(cloudConfig('web-1', [base, part]).length).toBeGreaterThan(USER_DATA_LIMIT_BYTES);
  });

  test('is refused above the limit of EC2, naming what is largest', () => {
    const part = { files: [{ path: '/etc/haproxy/haproxy.cfg', content: incompressible }] };
    expect(() => cloudConfig('web-1', [base, part])).toThrow(MachineConfigError);
    expect(() => cloudConfig('web-1', [base, part])).toThrow(/web-1: .* 16384 .* \/etc\/haproxy\/haproxy.cfg/);
  });

  function file(path: string) {
    return document.write_files.find((one: { path: string }) => one.path === path);
  }
});

test('a text that another node wrote is not confused with one that differs in mode or contents alone', () => {
  const written = (content: string, mode?: '0600' | '0755') =>
    parse(cloudConfig('web-1', [{ files: [{ path: '/etc/motd', content, mode }] }])).write_files[1];
  expect(written('a\n')).toEqual({ path: '/etc/motd', defer: true, content: 'a\n' });
  expect(written('a\n', '0600').permissions).toBe('0600');
  expect(written('b\n').content).toBe('b\n');
  // U+2028 ends a line for some regular expressions and for no program on the node.
  expect(written(' a\n\n  b \u2028c\n').content).toBe(' a\n\n  b \u2028c\n');
});
