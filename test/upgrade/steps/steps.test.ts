import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import { type UpgradeSteps, upgradeSteps } from '../../../upgrade/steps';
import type { Phase, Step } from '../../../upgrade/steps/step';
import { needs } from '../../helpers/programs';
import { PROJECT, shippedText, synthesized } from '../../helpers/synthesized';
import { blockersOf, sideOf } from '../../helpers/upgrades';

const NAMES = { stack: 'shop', file: 'shop.yaml' };

const stage = {
  single: shippedText('01-single-server'),
  split: shippedText('02-split-database'),
  media: shippedText('03-media-cdn'),
  mediaServer: shippedText('03b-media-server'),
  pair: shippedText('04-load-balancer-pair'),
  gluster: shippedText('05-glusterfs'),
  replicas: shippedText('06-mysql-replication'),
  galera: shippedText('06b-galera'),
  memcached: shippedText('07-memcached'),
  varnish: shippedText('08-varnish'),
};

const SIDES = new Map<string, ReturnType<typeof sideOf>>();
const side = (text: string) => {
  const known = SIDES.get(text) ?? sideOf(text);
  SIDES.set(text, known);
  return known;
};

function way(before: string, after: string): UpgradeSteps {
  return upgradeSteps(diffStacks(side(before), side(after)), NAMES);
}

function step({ steps }: UpgradeSteps, phase: Phase, title: RegExp): Step {
  const found = steps.filter((one) => one.phase === phase && title.test(one.title));
  const [only, ...more] = found;
  if (!only || more.length > 0)
    throw new Error(`${title}: ${steps.map((one) => `${one.phase}: ${one.title}`).join('; ')}`);
  return only;
}

const lines = (one: Step, node?: string) =>
  one.commands
    .filter(({ on }) => (node === undefined ? on.length === 0 : on.includes(node)))
    .flatMap((commands) => commands.lines);
const place = ({ steps }: UpgradeSteps, title: RegExp) => steps.findIndex((one) => title.test(one.title));
const down = (one: Step) => one.downtime.map(({ goals, duration }) => [goals.join(), duration]);

describe('the database leaves the single server', () => {
  const all = way(stage.single, stage.split);

  test('the server keeps its configuration until the copy is there', () => {
    expect(lines(step(all, 'prepare', /^Hold web-1 /), 'web-1')).toEqual(['systemctl stop nospof-follow.timer']);
    expect(lines(step(all, 'switch', /^Point the application to db$/), 'web-1')).toEqual([
      'systemctl start nospof-follow nospof-follow.timer',
      'systemctl disable --now mariadb',
    ]);
    const order = [/^Hold/, /^Apply/, /^Copy the database/, /^Point the application/, /^Look/, /^Remove the old/];
    const places = order.map((title) => place(all, title));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  test('no write is lost: the old database takes none from the beginning of the copy on, to the address of the new one', () => {
    const copy = step(all, 'copy', /^Copy the database from web-1 to db$/);
    const script = lines(copy, 'web-1').join('\n');
    expect(script).toMatch(/read_only = ON[\s\S]*mariadb-dump/);
    const { terraform } = side(stage.split) as {
      terraform: { resource: { aws_instance: Record<string, { private_ip: string }> } };
    };
    expect(script).toContain(`host=${terraform.resource.aws_instance.db_1?.private_ip}\n`);
    expect(down(copy)).toEqual([['write', 'data']]);
  });

  test('what is kept is removed last, and by hand', () => {
    expect(lines(step(all, 'remove', /^Remove the old database from web-1$/), 'web-1')).toEqual([
      'rm -r /srv/data/mysql',
    ]);
    expect(all.steps.at(-1)?.phase).toBe('remove');
  });
});

test('media from object storage begin empty: nothing is copied, and the application has work', () => {
  const all = way(stage.split, stage.media);
  expect(all.steps.filter(({ phase }) => phase === 'copy')).toEqual([]);
  const { criteria } = all.grade;
  expect(criteria.find(({ criterion }) => criterion === 'development')).toMatchObject({ grade: 'low' });
});

test('media leave their server for a bucket: from the kept volume, with the rights of a web node', () => {
  const kept = `${stage.media}keep:\n  media-1-data: { zone: eu-central-1a, storageGiB: 20 }\n`.replace(
    '{ kind: cdn }',
    '{ kind: cdn }',
  );
  const copy = step(
    way(
      stage.mediaServer,
      kept.replace('media: { kind: cdn }', 'cdn: { kind: cdn }').replace('[db, media]', '[db, cdn]'),
    ),
    'copy',
    /^Copy the media of media to cdn$/,
  );
  expect(lines(copy, 'web-1').join()).toContain(
    'aws s3 cp --recursive --only-show-errors /mnt/media "s3://$(cat /etc/nospof/media-bucket)/media"',
  );
});

describe('the web server goes behind balancers', () => {
  const all = way(stage.media, stage.pair);

  test('it is made anew, which is said with its downtime', () => {
    expect(down(step(all, 'create', /^Apply/))).toContainEqual(['serve,upload,write', 'minutes']);
  });

  test('its files are copied from the volume that is kept, by a node in the same zone, and only then is it deleted', () => {
    const copy = step(all, 'copy', /^Copy the files of web-1 to files$/);
    expect(lines(copy, 'web-1').join()).toContain('rsync -rltO --ignore-existing /mnt/uploads/ /srv/uploads/');
    expect(lines(step(all, 'remove', /^Delete the volume shop-web-1-data$/)).join()).toContain(
      'state rm aws_ebs_volume.web_1_data',
    );
  });

  test('without a line under keep: there is nothing to copy from, and that is said first', () => {
    const gone = way(stage.media, stage.pair.replace(/\n# Data that[\s\S]*/, '\n'));
    expect(
      step(gone, 'prepare', /^Do not carry this out in one go: there is no way for the files of web to files$/).why,
    ).toContain("a line under 'keep:'");
  });
});

describe('shared files go from NFS to GlusterFS', () => {
  const all = way(stage.pair, stage.gluster);

  test('web nodes are held until the new tier is there; the copy goes through their mount, so it comes after', () => {
    expect(step(all, 'prepare', /^Hold web-1, web-2 /)).toBeDefined();
    expect(place(all, /^Let web use uploads$/)).toBeGreaterThan(place(all, /^Apply/));
    expect(place(all, /^Copy the files of files-1 to uploads$/)).toBeGreaterThan(place(all, /^Let web use uploads$/));
    expect(down(step(all, 'create', /^Apply/))).toContainEqual(['upload', 'minutes']);
  });

  test('the way back takes each file from the first brick of each three, without its records', () => {
    const keep = [1, 2, 3]
      .map((k) => `  uploads-${k}-data: { zone: eu-central-1${'abc'[k - 1]}, storageGiB: 20 }\n`)
      .join('');
    const back = way(stage.gluster, stage.pair.replace('keep:\n', `keep:\n${keep}`));
    const copy = step(back, 'copy', /^Copy the files of uploads-1 to files$/);
    expect(lines(copy, 'web-1').join('\n')).toContain('cd /mnt/brick\nfind . -path ./.glusterfs -prune -o');
  });
});

describe('the database gets company', () => {
  test('replicas: the one with the data leads, then the application asks for whoever does', () => {
    const all = way(stage.gluster, stage.replicas);
    expect(lines(step(all, 'prepare', /^Hold db-1, web-1, web-2 /), 'db-1')).toHaveLength(1);
    const lead = step(all, 'switch', /^Let db-1 lead the others$/);
    expect(lines(lead, 'db-1')).toEqual([
      'systemctl start nospof-follow nospof-follow.timer',
      'until curl -sf http://127.0.0.1:9200/write; do sleep 5; done',
    ]);
    expect(down(lead)).toEqual([
      ['serve,write', 'seconds'],
      ['write', 'data'],
    ]);
    expect(place(all, /^Let web find whichever node leads$/)).toBeGreaterThan(place(all, /^Let db-1 lead/));
    expect(lines(step(all, 'check', /^Look/), 'db-1').join()).toContain('crm_mon -1');
    expect(all.steps.some(({ phase }) => phase === 'copy')).toBe(false);
  });

  test('Galera: the new nodes wait for the one with the data, so nobody waits for them; and no wait for copies', () => {
    const all = way(stage.gluster, stage.galera);
    const lead = step(all, 'switch', /^Let db-1 lead/);
    expect(down(lead)).toEqual([['serve,write', 'seconds']]);
    expect(lines(lead, 'db-1').join('\n')).toMatch(/^for host in 10\S+ 10\S+; do\n.*curl .*:9200\/galera"/);
    const { why } = step(all, 'create', /^Apply/);
    expect(why).toContain('It makes db-2 and db-3 of db, which wait for the node with the data');
    expect(why).not.toContain('/var/lib/nospof/complete');
  });

  describe('failover', () => {
    const fixed = stage.replicas.replace('failover: automatic', 'failover: none');

    test('comes: the replicas go under Pacemaker before their primary does', () => {
      const all = way(fixed, stage.replicas);
      expect(lines(step(all, 'prepare', /^Hold db-1, db-2, db-3 at/), 'db-2')).toHaveLength(1);
      const primary = step(all, 'switch', /^Bring db-1 under Pacemaker$/);
      expect(down(primary)).toEqual([['serve,write', 'seconds']]);
      expect(place(all, /^Bring the replicas of db/)).toBeGreaterThan(place(all, /^Apply/));
      expect(place(all, /^Bring the replicas of db/)).toBeLessThan(place(all, /^Bring db-1/));
    });

    test('goes: whoever leads at the moment, its data gets to the first node; it is a decision', () => {
      const all = way(stage.replicas, fixed);
      expect(place(all, /^Dump the database of db$/)).toBeGreaterThan(-1);
      expect(blockersOf(diffStacks(side(stage.replicas), side(fixed)))).toContain('replication-changed db');
      expect(blockersOf(diffStacks(side(stage.gluster), side(fixed)))).not.toContain('replication-changed db');
    });
  });

  test('another kind of replication: dumped, begun anew on all nodes, loaded', () => {
    const all = way(stage.replicas, stage.galera);
    const dump = step(all, 'prepare', /^Dump the database of db$/);
    expect(down(dump)).toEqual([['serve,upload,write', 'data']]);
    expect(lines(dump, 'web-1').join('\n')).toMatch(/systemctl stop apache2[\s\S]*mariadb-dump/);
    const anew = step(all, 'copy', /^Begin anew on db$/);
    expect(lines(anew, 'db-3')).toContain('mv -T /srv/data/mysql /srv/data/mysql.before');
    const gone = step(all, 'remove', /^Remove the dump and the old files$/);
    expect([lines(gone, 'web-1'), lines(gone, 'db-3')]).toEqual([
      ['rm /var/tmp/site.sql'],
      ['rm -r /srv/data/mysql.before'],
    ]);
    const order = [/^Hold/, /^Dump/, /^Apply/, /^Begin anew/, /^Load the dump/, /^Start the application/];
    const places = order.map((title) => place(all, title));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });
});

test('sessions move into memory: no web node looks for them before they are there', () => {
  const all = way(stage.replicas, stage.memcached);
  expect(step(all, 'prepare', /^Hold web-1, web-2 /)).toBeDefined();
  expect(lines(step(all, 'switch', /^Let web use sessions$/), 'web-2')).toEqual([
    'systemctl start nospof-follow nospof-follow.timer',
  ]);
  expect(all.steps.flatMap(({ downtime }) => downtime)).toEqual([]);
});

describe('a new size', () => {
  const sized = (text: string, size = 't3.large') => text.replace('kind: mysql, ', `kind: mysql, size: ${size}, `);
  const turns = ({ steps }: UpgradeSteps) => steps.filter(({ title }) => /^(Restart|Replace) /.test(title));
  const titles = (all: UpgradeSteps) => turns(all).map(({ title }) => title);
  const targets = (one: Step) => lines(one).filter((line) => line.includes('-target'));

  test('of three database nodes: one after the other, the one that leads last; nothing is left to the apply', () => {
    const all = way(stage.varnish, sized(stage.varnish));
    expect(titles(all)).toEqual([
      'Restart db-2 (1 of 3 of db)',
      'Restart db-3 (2 of 3 of db)',
      'Restart db-1 (3 of 3 of db)',
    ]);
    expect(turns(all).map(down)).toEqual([[], [], [['serve,write', 'seconds']]]);
    const [second, , first] = turns(all);
    expect(second && targets(second)).toEqual([
      'terraform -chdir=cdktf.out/stacks/shop apply -target=aws_instance.db_2',
      'terraform -chdir=cdktf.out/stacks/shop apply -target=aws_s3_object.db_2_configuration',
    ]);
    const asked = second ? lines(second, 'db-2').join('\n') : '';
    expect(asked).toMatch(/^crm_mon -1 [^\n]* db-2 [^\n]*' \|\| \{[^\n]*exit 1; \}\n/);
    expect(asked).toMatch(/until \{ crm_mon -1 .*more == 2\) \}'; \} > \/dev\/null; do sleep 5; done$/);
    expect(first && lines(first, 'db-1').join('\n')).not.toContain('leads now');
    expect(place(all, /^Restart db-1/)).toBeLessThan(place(all, /^Apply/));
    expect(step(all, 'create', /^Apply/).downtime).toEqual([]);
  });

  test('with less memory: the programs ask for less first', () => {
    const [second] = turns(way(stage.varnish, sized(stage.varnish, 't3.small')));
    expect(second && targets(second).map((line) => line.replace(/.*=/, ''))).toEqual([
      'aws_s3_object.db_2_configuration',
      'aws_instance.db_2',
    ]);
  });

  test.each([
    ['Galera', stage.galera, 'kind: mysql, ', 'db-2', 'wsrep_cluster_size'],
    ['GlusterFS', stage.varnish, 'kind: glusterfs, ', 'uploads-2', 'gluster volume heal uploads info'],
  ])('of %s: the next waits until all are members again', (_, text, kind, node, look) => {
    const all = way(text, text.replace(kind, `${kind}size: t3.large, `));
    expect(turns(all)).toHaveLength(3);
    const [turn] = turns(all);
    expect(turn && lines(turn, node).join('\n')).toContain(look);
  });

  test('of balancers: each hands the address over before it stops', () => {
    const all = way(
      stage.varnish,
      stage.varnish
        .replace('kind: haproxy,', 'kind: haproxy, size: t3.small,')
        .replace('kind: haproxy\n', 'kind: haproxy\n    size: t3.small\n'),
    );
    expect(titles(all)).toEqual(['Restart balancer-2 (1 of 2 of balancer)', 'Restart balancer-1 (2 of 2 of balancer)']);
    const [turn] = turns(all);
    expect(turn && lines(turn, 'balancer-2')[0]).toBe('systemctl stop keepalived');
  });

  test('of the only one: a step of its own, with minutes without it', () => {
    const all = way(stage.gluster, sized(stage.gluster));
    expect(turns(all).map(down)).toEqual([[['serve,write', 'minutes']]]);
    expect(step(all, 'create', /^Apply/).downtime).toEqual([]);
  });

  test('of tiers that two sizes change: never two machines at once', () => {
    const both = sized(stage.varnish).replace('kind: web\n', 'kind: web\n    size: t3.large\n');
    const each = turns(way(stage.varnish, both));
    expect(each).toHaveLength(5);
    for (const one of each) expect(targets(one).filter((line) => line.includes('aws_instance'))).toHaveLength(1);
  });

  test('of another architecture: replaced one after the other, with what belongs to each machine', () => {
    const all = way(stage.varnish, sized(stage.varnish, 't4g.medium'));
    const [second] = turns(all);
    expect(second?.title).toBe('Replace db-2 (1 of 3 of db)');
    expect(second && targets(second)[0]).toContain('-target=aws_instance.db_2 ');
    expect(second && targets(second)[0]).toContain('-target=aws_volume_attachment.db_2_data_attachment');
  });
});

test('a volume grows while it is in use', () => {
  const all = way(stage.varnish, stage.varnish.replace('nodes: 3, storageGiB: 20 }', 'nodes: 3, storageGiB: 50 }'));
  const apply = step(all, 'create', /^Apply/);
  expect(lines(apply, 'uploads-2')).toEqual(['systemctl start nospof-data-volume']);
});

test('so does a root disk', () => {
  const all = way(
    stage.varnish,
    stage.varnish.replace('kind: web\n    nodes: 2', 'kind: web\n    nodes: 2\n    rootGiB: 40'),
  );
  const apply = step(all, 'create', /^Apply/);
  expect(apply?.why).toContain('A volume grows while it is in use');
  expect(lines(apply, 'web-2')).toEqual(['systemctl start nospof-follow']);
});

test('a file of another name, or another backend, leaves the state behind', () => {
  const named = (id: string) => ({ ...sideOf(stage.single), terraform: synthesized(stage.single, id).stack });
  const renamed = upgradeSteps(diffStacks(named('old'), named('new')), NAMES);
  expect(renamed.steps.map(({ commands }) => commands)).toEqual([
    [{ on: [], lines: ['cp -n terraform.old.tfstate terraform.new.tfstate'] }],
  ]);
  const remote = way(stage.single, `${stage.single}state: { bucket: shop-state }\n`);
  expect(lines(step(remote, 'prepare', /^Take the Terraform state along$/)).join()).toContain('init -migrate-state');
});

test('a certificate of one’s own is put in place before the balancers look for it', () => {
  const domain = stage.pair.replace('region: eu-central-1\n', 'region: eu-central-1\ndomain: shop.example.com\n');
  const all = way(domain, domain.replace('address: elastic-ip, to', 'address: elastic-ip, tls: secret, to'));
  expect(lines(step(all, 'prepare', /^Put the certificate/)).join()).toContain('--name /nospof/shop/tls');
});

describe('of all steps between neighbours', () => {
  const ladder = [
    stage.single,
    stage.split,
    stage.media,
    stage.pair,
    stage.gluster,
    stage.replicas,
    stage.memcached,
    stage.varnish,
  ];
  const others: readonly (readonly [string, string])[] = [
    [stage.split, stage.mediaServer],
    [stage.replicas, stage.galera],
    [stage.galera, stage.replicas],
    [stage.split, stage.single],
    [stage.varnish, stage.gluster],
    [stage.varnish, stage.varnish.replace('kind: mysql, ', 'kind: mysql, size: t3.large, ')],
    [stage.galera, stage.galera.replace('kind: mysql, ', 'kind: mysql, size: t4g.medium, ')],
  ];
  const pairs = [...ladder.slice(1).map((after, index) => [ladder[index] ?? '', after] as const), ...others];
  const all = () => pairs.flatMap(([before, after]) => way(before, after).steps);

  test('each guide is a section of the operations manual', () => {
    const manual = readFileSync(join(PROJECT, 'docs/operations.md'), 'utf8');
    const headings = [...manual.matchAll(/^## (.*)$/gm)].map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );
    const guides = all().flatMap(({ guide }) => guide ?? []);
    expect(guides.filter((one) => !headings.includes(one))).toEqual([]);
  });

  needs('bash')('the commands are shell that bash understands', () => {
    const blocks = new Set(all().flatMap(({ commands }) => commands.map((one) => one.lines.join('\n'))));
    expect(blocks.size).toBeGreaterThan(20);
    for (const block of blocks) execFileSync('bash', ['-n'], { input: `${block}\n`, stdio: ['pipe', 'pipe', 'pipe'] });
  });

  test('downtime that is counted has goals, or is unknown', () => {
    for (const { downtime } of all()) {
      for (const { goals, duration } of downtime) expect(goals.length > 0 || duration === 'unknown').toBe(true);
    }
  });
});
