import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACME_PORT, type HaproxyProps, haproxyPart, type Tls } from '../../../../constructs/user-data/haproxy';
import { keepalivedPart } from '../../../../constructs/user-data/keepalived';
import type { MachinePart } from '../../../../constructs/user-data/machine';
import { varnishPart } from '../../../../constructs/user-data/varnish';
import { findProgram, needs, root } from '../../../helpers/programs';
import { endpoint, selfSigned } from './loopback';

const first = endpoint('balancer-1', ACME_PORT, '10.20.0.4');
const second = endpoint('balancer-2', ACME_PORT, '10.20.1.4');
const balancers = [first, second];
const web = { name: 'web', endpoints: [endpoint('web-1', 80, '10.20.0.5'), endpoint('web-2', 80, '10.20.1.5')] };
const cache = { name: 'pagecache', endpoints: [endpoint('pagecache-1', 6081, '10.20.0.6')] };
const pages = { backends: web.endpoints, sessionCookies: ['session'] };
const acme: Tls = { mode: 'acme', nodes: balancers };

function balancer(more: Partial<HaproxyProps> = {}): MachinePart {
  return haproxyPart({ nodeName: 'balancer-1', memoryMiB: 1024, pages: web, tls: { mode: 'self-signed' }, ...more });
}

function file(part: MachinePart, path: string): string {
  const found = part.files?.find((one) => one.path === path);
  if (!found) throw new Error(`no ${path} among ${part.files?.map((one) => one.path).join(', ')}`);
  return found.content;
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'nospof-parts-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const VARIANTS: Readonly<Record<string, Partial<HaproxyProps>>> = {
  'web tier alone': {},
  'page cache': { pages: cache, direct: web },
  'routes, one of them to the default tier': {
    routes: [
      { path: "/it's here", backend: { name: 'media', endpoints: [endpoint('media-1', 80, '10.20.0.9')] } },
      { path: '/', backend: web },
    ],
  },
  'certificate from Let’s Encrypt': { domain: 'shop.example.com', tls: acme },
  'certificate of the user': { domain: 'shop.example.com', tls: { mode: 'secret' } },
};

describe('haproxy', () => {
  needs('haproxy', 'openssl')('accepts every variant of its configuration', () => {
    for (const [name, props] of Object.entries(VARIANTS)) {
      inFolder((folder) => {
        const path = join(folder, 'haproxy.cfg');
        const text = file(balancer(props), '/etc/haproxy/haproxy.cfg');
        writeFileSync(path, text.replace('/etc/haproxy/tls/site.pem', selfSigned(folder)));
        const args = ['-c', '-dW', '-f', path];
        expect([name, execFileSync(findProgram('haproxy') ?? 'haproxy', args, { stdio: 'pipe' }).toString()]).toEqual([
          name,
          expect.stringContaining('Configuration file is valid'),
        ]);
      });
    }
  });

  it('checks a web node once, and lets the cache’s fallback follow that', () => {
    const text = file(balancer({ pages: cache, direct: web }), '/etc/haproxy/haproxy.cfg');
    expect(text.match(/server web-1 .*/g)).toEqual([
      'server web-1 10.20.0.5:80',
      'server web-1 10.20.0.5:80 no-check track web/web-1 backup',
    ]);
  });

  it('has one backend for a tier that several routes name', () => {
    const routes = ['/a', '/b'].map((path) => ({ path, backend: web }));
    const text = file(balancer({ routes }), '/etc/haproxy/haproxy.cfg');
    expect(text.match(/^backend .*/gm)).toEqual(['backend slow_bodies', 'backend web']);
  });

  it('lets further balancers renew only when those before them did not', () => {
    const [one, two] = balancers.map((node) =>
      file(balancer({ nodeName: node.name, domain: 'shop.example.com', tls: acme }), '/usr/local/sbin/nospof-tls'),
    );
    expect(one).toContain('\nrank=0 days=30\n');
    expect(two).toContain('\nrank=1 days=25\n');
  });

  it('wants a domain for Let’s Encrypt, and every balancer in its list', () => {
    expect(() => balancer({ tls: acme })).toThrow("balancer-1: tls 'acme' needs the site's domain");
    expect(() => balancer({ tls: acme, domain: 'x.org', nodeName: 'other-1' })).toThrow('balancer-1, balancer-2');
  });

  it('carries no certificate and asks SSM for none that it made itself', () => {
    const text = JSON.stringify(balancer());
    expect(text).not.toContain('BEGIN');
    expect(text).not.toContain('ssm');
  });
});

describe('keepalived', () => {
  const parts = [
    keepalivedPart({ self: first, peers: [second], address: '10.20.0.14' }),
    keepalivedPart({ self: second, peers: [first], address: '10.20.1.14' }),
  ];
  const configs = parts.map((part) => file(part, '/etc/keepalived/keepalived.conf'));
  const device = Object.keys(networkInterfaces()).find((name) => name !== 'lo');
  const network = { what: 'a network device besides lo', met: device !== undefined };

  // It runs no script that another than root owns.
  needs(
    'keepalived',
    network,
    root,
  )('accepts its configuration', () => {
    const health = '/usr/local/sbin/nospof-balancer-alive';
    for (const part of parts) {
      inFolder((folder) => {
        const path = join(folder, 'keepalived.conf');
        const script = join(folder, 'alive');
        writeFileSync(script, file(part, health), { mode: 0o755 });
        const config = file(part, '/etc/keepalived/keepalived.conf').replace(health, script);
        writeFileSync(path, config.replace('interface ens5', `interface ${device}`));
        execFileSync(findProgram('keepalived') ?? 'keepalived', ['-t', '-f', path], { stdio: 'pipe' });
      });
    }
  });

  it('gives all balancers one router id and each its own priority', () => {
    const each = (pattern: RegExp) => configs.map((config) => config.match(pattern)?.[1]);
    const [id, otherId] = each(/virtual_router_id (\d+)/);
    expect(id).toBe(otherId);
    expect(each(/priority (\d+)/)).toEqual(['200', '190']);
  });
});

describe('varnish', () => {
  const part = varnishPart({ ...pages, memoryMiB: 1228, ttlSeconds: 300, graceSeconds: 7200 });

  needs('varnishd', 'gcc')('accepts its VCL', () => {
    inFolder((folder) => {
      const path = join(folder, 'default.vcl');
      const odd = { healthPath: '/he"alth', sessionCookies: ['a.b', 'c+', 'd*'], uncachedPaths: ['/it"s', '/x+y/'] };
      for (const props of [{}, odd, { sessionCookies: [] }]) {
        const text = varnishPart({ ...pages, memoryMiB: 64, ...props });
        writeFileSync(path, file(text, '/etc/varnish/default.vcl'));
        execFileSync(findProgram('varnishd') ?? 'varnishd', ['-j', 'none', '-C', '-f', path, '-n', folder], {
          stdio: 'pipe',
        });
      }
    });
  });

  it('starts with the memory and the age that were asked for', () => {
    expect(file(part, '/etc/systemd/system/varnish.service.d/nospof.conf')).toMatch(
      /ExecStart=\nExecStart=.* -s malloc,921M -s Transient=malloc,307M .* -t 300 \$NOSPOF_OPTIONS\n/,
    );
    expect(file(part, '/etc/varnish/default.vcl')).toContain('set beresp.grace = 7200s;');
  });
});

describe('scripts', () => {
  needs('shellcheck')('pass shellcheck', () => {
    const parts = [
      ...balancers.map((node) => balancer({ nodeName: node.name, domain: 'shop.example.com', tls: acme })),
      balancer({ tls: { mode: 'secret' } }),
      balancer(),
      keepalivedPart({ self: first, peers: [second], address: '10.20.0.14' }),
      varnishPart({ ...pages, memoryMiB: 64 }),
    ];
    const files = parts.flatMap((part) => part.files ?? []).filter((one) => one.content.startsWith('#!'));
    const steps = parts.flatMap((part) => part.steps ?? []).map((step) => step.script);
    for (const script of [...files.map((one) => one.content), ...steps]) {
      const { stdout } = spawnSync('shellcheck', ['-s', 'bash', '-e', 'SC1091', '-'], { input: script });
      expect(stdout.toString()).toBe('');
    }
  });
});
