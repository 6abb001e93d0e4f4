import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT } from './helpers/synthesized';

/** The pipeline runs one way: topology → constructs → Terraform → fault graph → verdict → report. The rules say why. */
test('no import runs against the arrows', () => {
  const folders = [
    'model',
    'constructs',
    'stacks',
    'fault-graph',
    'terraform',
    'upgrade',
    'check',
    'cost',
    'capacity',
    'picture',
    'report',
    'drill',
    'cli',
    'examples',
    'test',
    'main.ts',
    'index.ts',
    'checking.ts',
  ];
  const cruiser = join(PROJECT, 'node_modules/.bin/depcruise');
  const { status, stdout, stderr } = spawnSync(cruiser, ['--config', '.dependency-cruiser.js', ...folders], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  expect(`${stdout}${status === 0 ? '' : stderr}`).toContain('no dependency violations found');
});
