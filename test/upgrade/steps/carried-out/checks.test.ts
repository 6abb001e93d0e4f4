import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diffStacks } from '../../../../upgrade/diff/diff-stacks';
import { upgradeSteps } from '../../../../upgrade/steps';
import type { Step } from '../../../../upgrade/steps/step';
import type { Side } from '../../../../upgrade/upgrade';
import { needs } from '../../../helpers/programs';
import { sideOf } from '../../../helpers/upgrades';
import { titled, typed } from './printed';

/* Each printed look is typed into bash beside programs that answer this or that: it fails unless what it looks for is there. */

const site = (db: string, files: string) => `name: shop
region: eu-central-1
tiers:
  balancer: { kind: haproxy, to: web }
  web: { kind: web, nodes: 2, needs: [db, files] }
  db: ${db}
  files: ${files}
`;

function steps(db: string, files: string): readonly Step[] {
  const [before, after] = [sideOf(site('{ kind: mysql }', '{ kind: nfs }')), sideOf(site(db, files))];
  return upgradeSteps(diffStacks(before, after), { stack: 'shop', file: 'shop.yaml' }).steps;
}
const galera = steps('{ kind: mysql, nodes: 3, replication: galera }', '{ kind: nfs }');
const replicas = steps('{ kind: mysql, nodes: 3 }', '{ kind: nfs }');
const gluster = steps('{ kind: mysql }', '{ kind: glusterfs }');
const LAST = /^Look whether all of it works$/;

/** Whether typed text ends well beside fake programs, each a script. */
function works(text: string, programs: Readonly<Record<string, string>>): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'nospof-looks-'));
  try {
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/bash\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    return spawnSync('bash', [], { input: text, env, timeout: 60_000 }).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As `crm_mon -1` of Pacemaker 2.1 prints it. */
const cluster = (...lines: readonly string[]) => ({
  crm_mon: `cat <<'END'\nActive Resources:\n  * Clone Set: db-clone [db] (promotable):\n${lines.map((line) => `    * ${line}\n`).join('')}END`,
});
const heal = (...counts: readonly string[]) => ({
  gluster: counts.map((count) => `echo 'Number of entries: ${count}'`).join('\n'),
});
const status = (size: number, state: string) => ({
  mariadb: `printf '%s\\t%s\\n' wsrep_cluster_size ${size} wsrep_cluster_status Primary wsrep_local_state_comment ${state} wsrep_ready ON`,
});

describe('the last look fails unless every node of a tier is in it', () => {
  const CASES = [
    ['Pacemaker', replicas, 'db-1', cluster('Promoted: [ db-1 ]', 'Unpromoted: [ db-2 db-3 ]'), true],
    ['Pacemaker without a primary', replicas, 'db-1', cluster('Unpromoted: [ db-1 db-2 db-3 ]'), false],
    [
      'Pacemaker with one stopped',
      replicas,
      'db-1',
      cluster('Promoted: [ db-2 ]', 'Unpromoted: [ db-1 ]', 'Stopped: [ db-3 ]'),
      false,
    ],
    ['Pacemaker that is down', replicas, 'db-1', { crm_mon: 'exit 102' }, false],
    ['Galera', galera, 'db-1', status(3, 'Synced'), true],
    ['Galera of two', galera, 'db-1', status(2, 'Synced'), false],
    ['Galera that joins', galera, 'db-1', status(3, 'Joining'), false],
    ['GlusterFS', gluster, 'files-1', heal('0', '0', '0'), true],
    ['GlusterFS with something to heal', gluster, 'files-1', heal('0', '12', '0'), false],
    ['GlusterFS with a brick that is away', gluster, 'files-1', heal('0', '-', '0'), false],
    ['GlusterFS with a brick too few', gluster, 'files-1', heal('0', '0'), false],
  ] as const;
  for (const [what, printed, node, programs, is] of CASES) {
    needs('bash')(`${what}: ${is ? 'passes' : 'fails'}`, () => {
      expect(works(typed(titled(printed, LAST), node), programs)).toBe(is);
    });
  }
});

describe('a replica is restarted only while another node leads', () => {
  const [before, after] = ['t3.medium', 't3.large'].map((size) =>
    sideOf(site(`{ kind: mysql, nodes: 3, size: ${size} }`, '{ kind: nfs }')),
  ) as [Side, Side];
  const { steps: printed } = upgradeSteps(diffStacks(before, after), { stack: 'shop', file: 'shop.yaml' });
  const [look] = titled(printed, /^Restart db-2 /).commands.filter(({ on }) => on.includes('db-2'));
  const text = look?.lines.join('\n') ?? '';
  needs('bash')('and nobody is restarted while it is unknown who does', () => {
    expect(works(text, cluster('Promoted: [ db-1 ]', 'Unpromoted: [ db-2 db-3 ]'))).toBe(true);
    expect(works(text, cluster('Promoted: [ db-2 ]', 'Unpromoted: [ db-1 db-3 ]'))).toBe(false);
    expect(works(text, cluster('Unpromoted: [ db-1 db-2 db-3 ]'))).toBe(false);
    expect(works(text, { crm_mon: 'exit 102' })).toBe(false);
  });
});

describe('nodes that join one with the data must be empty', () => {
  const lead = titled(galera, /^Let db-1 lead the others$/);
  const answer = (held: string) => ({
    curl: `case "$*" in *galera*) echo '${held}' ;; esac`,
    systemctl: 'echo started >&2',
  });
  needs('bash')('Galera: a node that holds something ends the step before the database starts anew', () => {
    expect(works(typed(lead, 'db-1'), answer('none'))).toBe(true);
    for (const held of ['down 41 - 0 -', 'boot 0 - 0 -', 'up', 'join']) {
      expect([held, works(typed(lead, 'db-1'), { ...answer(held), systemctl: 'kill -9 $PPID' })]).toEqual([
        held,
        false,
      ]);
    }
  });

  needs('bash')('Pacemaker: a table of the application’s on one of them fails', () => {
    const look = typed(titled(replicas, /^Let db-1 lead the others$/), 'db-2');
    expect(works(look, { find: ':' })).toBe(true);
    expect(works(look, { find: 'echo /srv/data/mysql/site/orders.frm' })).toBe(false);
  });
});

describe('a kept volume is set aside', () => {
  const KEEP = 'keep:\n  db-2-data: { zone: eu-central-1b, storageGiB: 20 }\n';
  const [before, after] = [
    site('{ kind: mysql }', '{ kind: nfs }') + KEEP,
    site('{ kind: mysql, nodes: 3 }', '{ kind: nfs }'),
  ];
  const upgrade = diffStacks(sideOf(before), sideOf(after));
  const text = typed(titled(upgradeSteps(upgrade, { stack: 'shop', file: 'shop.yaml' }).steps, /^Set the old volume/));
  /** AWS with volumes by name; Terraform whose state forgets. */
  const programs = (volumes: Readonly<Record<string, string>>, kept = '') => ({
    aws: `case "$*" in ${Object.entries(volumes)
      .map(([name, ids]) => `*Values=${name}\\ *) echo '${ids}' ;;`)
      .join(' ')} *create-tags*) : ;; *) : ;; esac`,
    terraform: `case "$*" in *'state list'*) echo '${kept}' ;; esac`,
    npx: ':',
  });
  needs('bash')('where there is one, and nothing of the other name; else it fails', () => {
    expect(works(text, programs({ 'shop-db-2-data': 'vol-1' }))).toBe(true);
    expect(works(text, programs({}))).toBe(false);
    expect(works(text, programs({ 'shop-db-2-data': 'vol-1\tvol-2' }))).toBe(false);
    expect(works(text, programs({ 'shop-db-2-data': 'vol-1', 'shop-db-2-data-before': 'vol-0' }))).toBe(false);
    expect(works(text, programs({ 'shop-db-2-data': 'vol-1' }, 'aws_ebs_volume.db_2_data'))).toBe(false);
  });
});
