import { spawnSync } from 'node:child_process';
import { workCheck } from '../../../drill/run/health';
import { SHIPPED } from '../../helpers/synthesized';
import { shippedPlan } from '../plans';

test.each(SHIPPED)('%s: how a node is asked whether it does its work is shell', (name) => {
  for (const node of shippedPlan(name).nodes) {
    expect(spawnSync('sh', ['-n'], { input: workCheck(node), encoding: 'utf8' }).stderr).toBe('');
  }
});

test('a web node does its work when its page comes and its shared files are there', () => {
  const web = shippedPlan('08-varnish').nodes.find(({ name }) => name === 'web-1');
  if (!web) throw new Error('no web node');
  expect(workCheck(web)).toMatchInlineSnapshot(
    `"test -e /var/lib/nospof/complete && { timeout 3 findmnt -t fuse.glusterfs,nfs4 /srv/uploads && timeout 3 ls /srv/uploads && curl -fsS -m 5 -o /dev/null http://127.0.0.1/; }"`,
  );
});
