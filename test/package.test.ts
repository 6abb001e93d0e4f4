import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import { Shop } from '../examples/constructs';
import { needs } from './helpers/programs';
import { temporaryFolder } from './helpers/temporary';

const root = join(__dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What `npm publish` would send, after `npm run build`. */
function packed(): readonly string[] {
  const out = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' });
  return JSON.parse(out)[0].files.map(({ path }: { path: string }) => path);
}

describe('the published package', () => {
  needs('npm')('holds what its users need, and nothing that only its developers do', () => {
    const files = packed();
    const topologies = readdirSync(join(root, 'topologies')).map((file) => `topologies/${file}`);
    expect(files).toEqual(
      expect.arrayContaining([
        ...['package.json', 'LICENSE', 'README.md', 'CHANGELOG.md', 'action.yml', 'docs/deploy.md'],
        ...['dist/index.js', 'dist/index.d.ts', 'dist/cli/main.js', 'schema/topology.schema.json'],
        ...['site/wsgi/wsgi.py', 'site/php/index.php', ...topologies],
      ]),
    );
    expect(files.filter((file) => !/^(dist|docs|schema|site|topologies)\/|^[A-Za-z.]+$/.test(file))).toEqual([]);
    expect(
      files.filter((file) => /^dist\/(bench|scripts|test|examples)\/|(?<!\.d)\.ts$|__pycache__/.test(file)),
    ).toEqual([]);
  });

  test('has every file that its package.json names', () => {
    const named = [
      manifest.main,
      manifest.types,
      ...Object.values<string>(manifest.bin),
      ...Object.values(manifest.exports).flatMap((target) =>
        typeof target === 'string' ? [target] : Object.values(target as Record<string, string>),
      ),
    ];
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  const publint = join(root, 'node_modules', 'publint', 'src', 'cli.js');
  needs({ what: 'the package publint', met: existsSync(publint) })(
    'has no slip that a linter of packages knows',
    () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [publint, '--strict', '--pack', 'false', root], {
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1' },
      });
      expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
    },
  );

  test('runs from its bin, and is what its package.json says', () => {
    const bin = join(root, manifest.bin.nospof);
    expect(readFileSync(bin, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(execFileSync(process.execPath, [bin, '--version'], { encoding: 'utf8' }).trim()).toBe(manifest.version);
  });

  test('pins what it is built with, and its lockfile names no registry', () => {
    const pinned = Object.entries<string>({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(pinned.filter(([, version]) => !/^\d+\.\d+\.\d+$|^file:/.test(version))).toEqual([]);
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/https?:\/\/[^"]*\.tgz/);
  });
});

test('the example without YAML synthesizes to the tiers that it names', () => {
  const outdir = temporaryFolder('example');
  const app = new App({ outdir });
  new Shop(app, 'shop');
  app.synth();
  const { resource } = JSON.parse(readFileSync(join(outdir, 'stacks/shop/cdk.tf.json'), 'utf8'));
  expect(Object.keys(resource.aws_instance).sort()).toEqual(
    ['balancer_1', 'balancer_2', 'db_1', 'db_2', 'db_3', 'web_1', 'web_2'].sort(),
  );
  expect(Object.keys(resource.aws_vpc_security_group_ingress_rule)).toContain('web_firewall_from_balancer_80');
  expect(Object.keys(resource.aws_cloudwatch_composite_alarm)).toEqual(['redundancy_serve', 'redundancy_write']);
});
