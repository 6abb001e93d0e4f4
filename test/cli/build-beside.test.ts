import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { nospof, scratchFolder } from '../helpers/command-line';
import { PROJECT } from '../helpers/synthesized';

const folder = scratchFolder();
const MAIN = join(PROJECT, 'dist/cli/main.js');

/** The compiled command line, which builds topologies this large in threads of their own. */
function compiled(...args: string[]) {
  const options = { cwd: folder.path, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const { status: exit, stdout: out, stderr: err } = spawnSync(process.execPath, [MAIN, ...args], options);
  return { exit, out, err };
}

function large(nodes: number): string {
  return `name: shop
region: eu-central-1
tiers:
  balancer: { kind: haproxy, nodes: 2, to: web }
  web: { kind: web, nodes: ${nodes}, needs: [db] }
  db: { kind: mysql }
`;
}

test('two topologies that are built in threads differ as they do without', async () => {
  folder.put('old/shop.yaml', large(210));
  folder.put('new/shop.yaml', large(211));
  const args = ['diff', 'old/shop.yaml', 'new/shop.yaml', '--format', 'json'];
  const { exit, out, err } = await nospof(folder.path, ...args);
  expect(exit).toBe(0);
  expect(out).toContain('aws_instance.web_211');
  expect(compiled(...args)).toEqual({ exit, out, err });
}, 300_000);

test('what a thread finds wrong is told with its place', () => {
  folder.put('old/shop.yaml', large(4000));
  folder.put('new/shop.yaml', large(1));
  const { exit, out, err } = compiled('diff', 'old/shop.yaml', 'new/shop.yaml');
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toMatch(/old\/shop\.yaml:\d+:\d+.*user-data-too-large/s);
}, 300_000);
