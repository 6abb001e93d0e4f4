import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drilledUpgrade } from '../../cli/drill-upgrade';
import type { UpgradeAct } from '../../drill';
import { shippedPlan } from '../drill/plans';
import { onRelease, PROJECT, shippedText } from '../helpers/synthesized';
import { temporaryFolder } from '../helpers/temporary';
import { sideOf } from '../helpers/upgrades';

const lines = (acts: readonly UpgradeAct[]) =>
  acts.flatMap((act) => (act.kind === 'type' ? act.commands.lines : [])).join('\n');

test('a drill types on nodes what the steps of an upgrade type there, and leaves Terraform’s part to itself', () => {
  const { terraform, serviceGraph } = sideOf(onRelease(shippedText('06-mysql-replication'), 'debian-12'));
  const io = { cwd: PROJECT } as Parameters<typeof drilledUpgrade>[4];
  const { faults, upgrade } = drilledUpgrade(
    shippedPlan('06-mysql-replication'),
    { terraform, serviceGraph },
    'topologies/06-mysql-replication.yaml',
    temporaryFolder('drill'),
    io,
  );
  const names = upgrade.turns.map(({ element }) => element.replace('aws_instance.', ''));
  expect(names).toEqual([
    'db_2',
    'db_3',
    'db_1',
    'uploads_2',
    'uploads_3',
    'uploads_1',
    'web_2',
    'web_1',
    'balancer_2',
    'balancer_1',
  ]);
  expect(faults.map(({ nodes }) => nodes.join())).toEqual(upgrade.turns.map(({ element }) => element));
  expect(
    upgrade.turns.map(({ before }) => lines(before)).filter((text) => /terraform|nospof synth|aws /.test(text)),
  ).toEqual([]);
  expect(lines(upgrade.turns[2]?.before ?? [])).toContain('systemctl stop pacemaker');
  expect(lines(upgrade.turns[2]?.after ?? [])).toContain('crm_mon');
  expect(lines(upgrade.last)).toContain('cluster.op-version');
  expect(new Set(upgrade.turns.map(({ machine }) => machine))).toEqual(new Set(['replaced']));
  expect(upgrade.plan.release.os).toBe('debian-13');
});

/** The way of stage 6 to databases of another size. */
function resized(size: string) {
  const text = shippedText('06-mysql-replication');
  const folder = temporaryFolder('drill');
  const file = join(folder, 'site.yaml');
  writeFileSync(file, text.replace('kind: mysql, nodes: 3', `kind: mysql, nodes: 3, size: ${size}`));
  const { terraform, serviceGraph } = sideOf(text);
  const io = { cwd: folder } as Parameters<typeof drilledUpgrade>[4];
  const plan = shippedPlan('06-mysql-replication');
  return drilledUpgrade(plan, { terraform, serviceGraph }, file, folder, io).upgrade;
}

test.each([
  ['t3.large', [], ['configure', 'type', 'type']],
  ['t3.small', ['configure', 'type', 'type'], []],
])(
  'a change to %s restarts one node after the other, each with its configuration on the right side',
  (size, first, then) => {
    const { turns, plan } = resized(size);
    expect(turns.map(({ element, machine }) => [element, machine])).toEqual(
      [2, 3, 1].map((k) => [`aws_instance.db_${k}`, 'restarted']),
    );
    const [turn] = turns;
    // What looks whether the node leads is typed first, and whether it is back right after the restart.
    expect(turn?.before.map(({ kind }) => kind)).toEqual(['type', ...first]);
    expect(turn?.after.map(({ kind }) => kind)).toEqual(['type', ...then]);
    expect([...(turn?.before ?? []), ...(turn?.after ?? [])]).toContainEqual({
      kind: 'configure',
      element: 'aws_instance.db_2',
    });
    expect(plan.nodes.find(({ name }) => name === 'db-2')?.instanceType).toBe(size);
  },
);
