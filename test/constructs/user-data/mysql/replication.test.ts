import { spawnSync } from 'node:child_process';
import { CLUSTER_STEP } from '../../../../constructs/user-data/mysql/cluster';
import { mysqlReplicationPart } from '../../../../constructs/user-data/mysql/replication';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { NODES, node, rendered, steps, text } from './nodes';

const OPTIONS = '/etc/mysql/mariadb.conf.d/70-nospof.cnf';

function part(number: number, failover: 'none' | 'automatic') {
  return mysqlReplicationPart({ self: node(number), nodes: NODES, number, failover, memoryMiB: 4096 });
}

it('never acknowledges a write that only the primary has', () => {
  const options = text(part(1, 'automatic'), OPTIONS);
  expect(options).toContain('rpl_semi_sync_master_wait_point = AFTER_SYNC\n');
  const timeoutMs = Number(/rpl_semi_sync_master_timeout = (\d+)/.exec(options)?.[1]);
  expect(timeoutMs).toBeGreaterThan(30 * 24 * 3600 * 1000);
});

it('starts every node read-only where a vote decides who is primary', () => {
  for (const number of [1, 2, 3]) expect(text(part(number, 'automatic'), OPTIONS)).toContain('read_only = ON\n');
});

it('has the first node take writes, and the others follow it, where nobody is promoted', () => {
  expect(text(part(1, 'none'), OPTIONS)).not.toContain('read_only');
  expect(text(part(2, 'none'), OPTIONS)).toContain('read_only = ON\n');
  expect(text(part(2, 'none'), '/etc/systemd/system/nospof-db-follow.service')).toContain('follow 10.20.1.10;');
  expect(part(1, 'none').files?.map((file) => file.path)).not.toContain('/etc/systemd/system/nospof-db-follow.service');
});

it('leaves the server to Pacemaker, and to systemd where there is none', () => {
  expect(steps(part(1, 'automatic'))).toContain('systemctl -q mask --now mariadb\n');
  expect(steps(part(1, 'none'))).not.toMatch(/mask( --now)? (mariadb|mysql)$/m);
  expect(part(1, 'none').packages).not.toContain('pacemaker');
});

it('gives each server a number of its own', () => {
  expect([1, 2, 3].map((number) => /server_id = (\d)/.exec(text(part(number, 'automatic'), OPTIONS))?.[1])).toEqual([
    '1',
    '2',
    '3',
  ]);
});

it('tells corosync of every node, with its name and address', () => {
  const conf = text(part(1, 'automatic'), '/etc/corosync/corosync.conf');
  for (const [index, { name, host }] of NODES.entries()) {
    expect(conf).toContain(`    name: ${name}\n    nodeid: ${index + 1}\n    ring0_addr: ${host}\n`);
  }
  expect(conf).not.toContain('two_node');
});

it('has no password in any text', () => {
  const { files = [] } = part(1, 'automatic');
  const all = [...files.map((file) => file.content), steps(part(1, 'automatic'))].join('\n');
  expect(all.match(/IDENTIFIED BY .*/g)?.every((line) => line.includes('password_hash'))).toBe(true);
  expect(all.match(/MASTER_PASSWORD=.*/g)).toEqual([
    expect.stringContaining("'$(cat /etc/nospof/secrets/db-replication)'"),
  ]);
});

needs(
  'corosync',
  'crm_verify',
  scratchRoot,
)('is accepted by corosync and by Pacemaker', async () => {
  const [corosync, pacemaker] = await runInScratchRoot({
    files: rendered(part(1, 'automatic')),
    privateIp: node(1).host,
    commands: [
      'head -c 128 /dev/urandom > /etc/corosync/authkey; corosync -t',
      `cat > /cib.xml <<XML
<cib crm_feature_set="3.16.2" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0">
<configuration><crm_config/><nodes/>$(cat /etc/nospof/resources.xml)<constraints/></configuration><status/></cib>
XML
crm_verify --xml-file /cib.xml -V`,
    ],
  });
  expect(corosync).toMatchObject({ status: 0 });
  expect(pacemaker).toMatchObject({ status: 0 });
});

needs(
  'cibadmin',
  'crm_attribute',
  'crm_verify',
  scratchRoot,
)('gives Pacemaker its configuration before its first start, and leaves alone what is there', async () => {
  const CIB = '/var/lib/pacemaker/cib/cib.xml';
  const functions = `serve() { echo "$1" >> /served; if [ "$1" = pacemaker ]; then cp -p ${CIB} /at-start; fi; }
secret_create() { echo key; }; corosync() { :; }; wait_for() { [ ! -e /at-start ] || export CIB_file=/at-start; }`;
  const setup = `${functions}\nrm -f ${CIB} /served\n${CLUSTER_STEP}`;
  const ask = 'CIB_file=/at-start crm_attribute -t crm_config -Gq';
  const [first, again] = await runInScratchRoot({
    files: rendered(part(1, 'automatic')),
    commands: [
      `${setup}\ncat /served\nstat -c '%U %G %a' ${CIB}
for name in dc-deadtime startup-fencing; do ${ask} -n $name; done
crm_verify --xml-file ${CIB} -V && CIB_file=${CIB} cibadmin --query --scope resources | grep -c 'id="db"'
# To load it again changes nothing.
cmp <(CIB_file=${CIB} cibadmin --query --scope configuration) <(CIB_file=/at-start cibadmin --query --scope configuration)`,
      // Whatever the cluster has is kept, but for what setup loads.
      `${setup.replace(`rm -f ${CIB}`, `cp -p /at-start ${CIB}; CIB_file=${CIB} crm_attribute -t crm_config -s nospof -n nospof-term -v 7; rm -f`)}
${ask} -s nospof -n nospof-term; ls /var/lib/pacemaker/cib | grep new`,
    ],
  });
  expect(first).toMatchObject({
    status: 0,
    stdout: 'corosync\npacemaker\nhacluster haclient 600\n5s\nfalse\n1\n',
  });
  expect(again).toMatchObject({ status: 1, stdout: '7\n' });
});

it("keeps Debian's upgrades from starting the server beside the one that Pacemaker runs", () => {
  expect(steps(part(1, 'automatic'))).toContain('systemctl -q mask mysql\n');
  for (const failover of ['automatic', 'none'] as const) {
    expect(steps(part(1, failover))).toContain('mask --now mariadb.socket');
  }
});

needs('bash')('starts again after an upgrade only while all nodes of the cluster are here', () => {
  const renewal = (unit: string) => text(part(1, 'automatic'), `/usr/local/lib/nospof/renew.d/${unit}.service`);
  const may = (unit: string, members: string) =>
    spawnSync('bash', ['-c', `${renewal(unit)}crm_node() { printf '${members}'; }; may`]).status;
  for (const unit of ['pacemaker', 'corosync']) {
    expect(may(unit, '1 db-1 member\\n2 db-2 member\\n3 db-3 member\\n')).toBe(0);
    expect(may(unit, '1 db-1 member\\n2 db-2 lost\\n3 db-3 member\\n')).toBe(1);
    expect(may(unit, '')).toBe(1);
  }
});
