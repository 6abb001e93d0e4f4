import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../helpers/synthesized';
import { temporaryFolder } from '../helpers/temporary';

const folder = temporaryFolder('quick-start');

/** What a Node process of its own prints, since jest has a module cache of its own. */
function node(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: PROJECT, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

test('a synthesis loads no archiver and no foreign language', () => {
  const probe = join(folder, 'probe.js');
  writeFileSync(probe, "process.on('exit', () => console.log(Object.keys(require.cache).join('\\n')));");
  const topology = 'topologies/01-single-server.yaml';
  const loaded = node('--require', probe, 'dist/cli/main.js', 'synth', '--output', join(folder, 'out'), topology);
  expect(loaded).toContain('/node_modules/cdktf/lib/index.js');
  expect(loaded).toContain('/node_modules/zod/index.cjs');
  expect(loaded).not.toMatch(/archiver-utils|zod\/v4\/locales\/de/);
});

test('what is put off is there when it is used', () => {
  const program = join(folder, 'program.js');
  writeFileSync(
    program,
    `const fromProject = require('node:module').createRequire(${JSON.stringify(join(PROJECT, 'package.json'))});
    fromProject('./dist/cli/quick-start').quickStart();
    const archiver = require('node:module').createRequire(fromProject.resolve('cdktf'))('archiver');
    const { z } = fromProject('zod');
    console.log(archiver('zip').pointer(), z.locales.de().localeError({ code: 'custom' }));`,
  );
  expect(node(program)).toBe('0 Ungültige Eingabe\n');
});
