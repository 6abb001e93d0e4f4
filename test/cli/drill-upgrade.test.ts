import { drilledUpgrade } from '../../cli/drill-upgrade';
import { shippedPlan } from '../drill/plans';
import { onRelease, PROJECT, shippedText } from '../helpers/synthesized';
import { temporaryFolder } from '../helpers/temporary';
import { sideOf } from '../helpers/upgrades';

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
  const lines = (commands: (typeof upgrade)['last']) => commands.flatMap((one) => one.lines).join('\n');
  expect(
    upgrade.turns.map(({ before }) => lines(before)).filter((text) => /terraform|nospof synth|aws /.test(text)),
  ).toEqual([]);
  expect(lines(upgrade.turns[2]?.before ?? [])).toContain('systemctl stop pacemaker');
  expect(lines(upgrade.turns[2]?.after ?? [])).toContain('crm_mon');
  expect(lines(upgrade.last)).toContain('cluster.op-version');
  expect(upgrade.plan.release.os).toBe('debian-13');
});
