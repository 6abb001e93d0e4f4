import { openBlockers, withAccepted } from '../../../upgrade/diff/accept';
import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import type { Side } from '../../../upgrade/upgrade';
import { blockersOf, edited, shippedSide, sideOf } from '../../helpers/upgrades';

const STAGE_8 = '08-varnish';
const DB = 'db: { kind: mysql, nodes: 3, storageGiB: 20, replication: primary-replica, failover: automatic }';
const WEB = 'kind: web\n    nodes: 2';
const REGION = 'region: eu-central-1\n';

const onDb = (kind: string, ...nodes: readonly number[]) =>
  nodes.map((node) => `${kind} aws_ebs_volume.db_${node}_data`);
const goalsOn = (...elements: readonly string[]) => elements.map((element) => `new-single-point ${element}`);

describe('a step that puts nothing at risk has no blockers', () => {
  test.each([
    ['a web node more', WEB, 'kind: web\n    nodes: 3'],
    ['larger web nodes', WEB, `${WEB}\n    size: t3.large`],
    ['larger volumes', DB, DB.replace('20', '30')],
    ['larger root disks', WEB, `${WEB}\n    rootGiB: 40`],
    ['another domain', REGION, `${REGION}domain: shop.example.com\n`],
    ['other addresses of nodes that keep nothing', WEB, `${WEB}\n    offset: 77`],
    ['tags', REGION, `${REGION}tags: { team: shop }\n`],
  ])('%s', (_, from, to) => expect(edited(STAGE_8, from, to).blockers).toEqual([]));
});

describe('somebody must decide about', () => {
  test.each([
    [
      'root disks made smaller',
      STAGE_8,
      WEB,
      `${WEB}\n    rootGiB: 10`,
      ['volume-shrunk aws_instance.web_1', 'volume-shrunk aws_instance.web_2'],
    ],
    ['volumes made smaller', STAGE_8, DB, DB.replace('20', '10'), onDb('volume-shrunk', 1, 2, 3)],
    [
      'replicas fewer than a majority',
      STAGE_8,
      DB,
      'db: { kind: mysql, storageGiB: 20 }',
      [
        ...onDb('volume-not-kept', 2, 3),
        'too-few-copies db',
        'replication-changed db',
        ...goalsOn('aws_ebs_volume.db_1_data', 'aws_instance.db_1', 'eu-central-1a'),
        'survives-less survives',
      ],
    ],
    [
      'the one replica too few',
      STAGE_8,
      DB,
      'db: { kind: mysql, nodes: 2, storageGiB: 20, failover: none }',
      [
        ...onDb('volume-not-kept', 3),
        // The first leads for good from now on, whoever leads at the moment.
        'replication-changed db',
        ...goalsOn('aws_ebs_volume.db_1_data', 'aws_instance.db_1', 'eu-central-1a'),
        'survives-less survives',
      ],
    ],
    ['another replication', STAGE_8, DB, DB.replace('primary-replica', 'galera'), ['replication-changed db']],
    [
      'a kept volume given up',
      STAGE_8,
      '  files-1-data: { zone: eu-central-1a, storageGiB: 20 }\n',
      '',
      ['data-destroyed aws_ebs_volume.files_1_data'],
    ],
    [
      'gateways, and with them addresses, given up',
      STAGE_8,
      REGION,
      `${REGION}network: { egress: single }\n`,
      ['b', 'c'].map((zone) => `identity-lost aws_eip.network_nat_${zone}_address`).concat('survives-less survives'),
    ],
    [
      'another network: all machines at once, and nodes that know each other by their addresses',
      STAGE_8,
      REGION,
      `${REGION}network: { cidr: 10.30.0.0/16 }\n`,
      ['addresses-changed db', 'addresses-changed uploads', 'network-replaced aws_vpc.network'],
    ],
    [
      'other addresses of nodes that keep data together',
      STAGE_8,
      'uploads: { kind: glusterfs,',
      'uploads: { kind: glusterfs, offset: 77,',
      ['addresses-changed uploads'],
    ],
    ['a promise taken back', STAGE_8, 'survives: zone', 'survives: node', ['survives-less survives']],
    [
      'the second of two',
      STAGE_8,
      WEB,
      'kind: web\n    nodes: 1',
      [...goalsOn('aws_instance.web_1', 'eu-central-1a'), 'survives-less survives'],
    ],
    ['another region', '03-media-cdn', 'eu-central-1', 'eu-west-1', ['region-changed region']],
    [
      'a GlusterFS set given up',
      STAGE_8,
      'uploads: { kind: glusterfs, nodes: 3,',
      'uploads: { kind: glusterfs, nodes: 6,',
      [],
    ],
  ])('%s', (_, name, from, to, blockers) => expect(blockersOf(edited(name, from, to))).toEqual(blockers));

  test('a set of a GlusterFS volume, which alone holds a part of the files', () => {
    const six = edited(STAGE_8, 'glusterfs, nodes: 3', 'glusterfs, nodes: 6').after;
    expect(blockersOf(diffStacks(six, shippedSide(STAGE_8)))).toEqual([
      ...[4, 5, 6].map((node) => `volume-not-kept aws_ebs_volume.uploads_${node}_data`),
      'too-few-copies uploads',
    ]);
  });

  test('the last node with the data of a tier', () => {
    const without = sideOf(
      'name: shop\nregion: eu-central-1\ntiers:\n  web: { kind: web, nodes: 1, address: elastic-ip }\n',
    );
    expect(blockersOf(diffStacks(shippedSide('02-split-database'), without))).toEqual([
      'volume-not-kept aws_ebs_volume.db_1_data',
      'volume-not-kept aws_ebs_volume.web_1_data',
      'data-abandoned db',
      'data-abandoned web',
      'identity-lost aws_eip.network_nat_a_address',
      'goal-lost upload',
    ]);
  });

  test('another name, under which Terraform would make buckets and roles anew', () => {
    const blockers = blockersOf(edited(STAGE_8, 'name: shop', 'name: store'));
    expect(blockers.slice(0, 4)).toEqual([
      'site-renamed name',
      'terraform-refuses aws_s3_bucket.logs',
      'terraform-refuses aws_s3_bucket.media_store',
      'data-replaced aws_s3_bucket.bucket',
    ]);
  });

  test('what the topology does not say, when the Terraform is edited by hand', () => {
    const { terraform, serviceGraph } = shippedSide(STAGE_8);
    const hand = (edit: (resources: Resources) => void): Side => {
      const copy = JSON.parse(JSON.stringify(terraform)) as { resource: Resources };
      edit(copy.resource);
      return { terraform: copy, serviceGraph };
    };
    const blockers = (edit: (resources: Resources) => void) => blockersOf(diffStacks(shippedSide(STAGE_8), hand(edit)));

    expect(
      blockers((all) =>
        set(all, 'aws_s3_bucket_versioning', 'bucket_versions', { versioning_configuration: { status: 'Suspended' } }),
      ),
    ).toEqual(['versioning-off aws_s3_bucket_versioning.bucket_versions']);
    expect(blockers((all) => delete all.aws_s3_bucket_versioning)).toContain(
      'versioning-off aws_s3_bucket_versioning.bucket_versions',
    );
    expect(blockers((all) => set(all, 'aws_ebs_volume', 'db_1_data', { lifecycle: {} }))).toEqual([
      'protection-removed aws_ebs_volume.db_1_data',
    ]);
    expect(blockers((all) => set(all, 'aws_ebs_volume', 'db_1_data', { encrypted: false }))).toEqual([
      'terraform-refuses aws_ebs_volume.db_1_data',
      'encryption-changed aws_ebs_volume.db_1_data',
    ]);
    expect(blockers((all) => set(all, 'aws_ebs_volume', 'db_1_data', { encrypted: false, lifecycle: {} }))).toEqual([
      'data-replaced aws_ebs_volume.db_1_data',
      'encryption-changed aws_ebs_volume.db_1_data',
      'protection-removed aws_ebs_volume.db_1_data',
    ]);
    expect(blockers((all) => set(all, 'aws_ebs_volume', 'db_1_data', { of_another_provider: 1 }))).toEqual([
      'unknown-change aws_ebs_volume.db_1_data',
    ]);
    expect(
      blockers((all) =>
        set(all, 'aws_instance', 'db_1', {
          root_block_device: { encrypted: true, volume_size: 8, volume_type: 'gp3' },
        }),
      ),
    ).toEqual(['volume-shrunk aws_instance.db_1']);
    expect(blockers((all) => set(all, 'aws_dlm_lifecycle_policy', 'snapshots', { state: 'DISABLED' }))).toEqual([
      'protection-removed aws_dlm_lifecycle_policy.snapshots',
    ]);
    expect(blockers((all) => delete all.aws_dlm_lifecycle_policy)).toEqual([
      'protection-removed aws_dlm_lifecycle_policy.snapshots',
    ]);
  });
});

type Resources = Record<string, Record<string, Record<string, unknown>>>;

function set(resources: Resources, type: string, name: string, change: Record<string, unknown>): void {
  const body = resources[type]?.[name];
  if (!body) throw new Error(`no ${type}.${name}`);
  Object.assign(body, change);
}

describe('what is accepted', () => {
  const upgrade = edited(STAGE_8, DB, 'db: { kind: mysql, storageGiB: 10 }');

  test('needs a decision for every blocker of an address', () => {
    const { upgrade: decided, unused } = withAccepted(upgrade, [{ address: 'db', because: 'the data was exported' }]);
    expect(unused).toEqual([]);
    expect(
      decided.blockers.filter(({ address }) => address === 'db').map(({ acceptedBecause }) => acceptedBecause),
    ).toEqual(['the data was exported', 'the data was exported']);
    expect(openBlockers(decided).length).toBe(openBlockers(upgrade).length - 2);
  });

  test('is never what AWS refuses, nor what is no blocker', () => {
    const { upgrade: decided, unused } = withAccepted(upgrade, [
      { address: 'aws_ebs_volume.db_1_data', because: 'intended' },
      { address: 'aws_vpc.network', because: 'intended' },
      { address: 'db', because: 'intended' },
    ]);
    expect(unused).toEqual([{ address: 'aws_vpc.network', why: 'no-blocker' }]);
    const volume = decided.blockers.filter(({ address }) => address === 'aws_ebs_volume.db_1_data');
    expect(volume.map(({ kind, acceptedBecause }) => [kind, acceptedBecause])).toEqual([
      ['volume-shrunk', undefined],
      ['new-single-point', 'intended'],
      ['new-single-point', 'intended'],
    ]);
    expect(
      withAccepted(edited('03-media-cdn', 'eu-central-1', 'eu-west-1'), [{ address: 'region', because: 'intended' }])
        .unused,
    ).toEqual([{ address: 'region', why: 'not-acceptable' }]);
  });

  test('is a single point of failure that the new topology accepts', () => {
    const accept = 'accept:\n  - { element: aws_instance.web_1, goal: serve, because: "a night shift watches it" }\n';
    const { blockers } = edited(STAGE_8, WEB, 'kind: web\n    nodes: 1');
    const accepting = edited(STAGE_8, `survives: zone\n\n`, `survives: node\n${accept}\n`);
    expect(blockers.some(({ acceptedBecause }) => acceptedBecause !== undefined)).toBe(false);
    expect(accepting.blockers.map(({ kind }) => kind)).toEqual(['survives-less']);
  });
});
