import { existsSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Account } from '../../../drill/fakes/account';
import { MetadataService } from '../../../drill/fakes/metadata/service';
import { run } from '../../helpers/processes';
import { needs } from '../../helpers/programs';
import { temporaryFolder } from '../../helpers/temporary';
import { type LoopbackAws, startLoopbackAws } from './loopback';
import { WORLD } from './world';

const NOW = Date.parse('2026-11-21T12:00:00Z');

let account: Account;
let service: MetadataService;
let now: number;
beforeEach(() => {
  now = NOW;
  account = new Account(WORLD);
  service = new MetadataService(account, () => new Date(now));
});

function ask(path: string, headers: Record<string, string> = {}, source = '127.0.0.1', method = 'GET') {
  const query = new URLSearchParams();
  const { status, body } = service.answer({ method, host: '', path, query, headers, body: Buffer.alloc(0), source });
  return { status, body };
}

function token(source = '127.0.0.1', ttl = '60'): string {
  const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': ttl };
  return ask('/latest/api/token', headers, source, 'PUT').body.toString();
}

function get(path: string, source = '127.0.0.1') {
  return ask(`/latest/${path}`, { 'x-aws-ec2-metadata-token': token(source) }, source);
}

test('a machine that stands where another was is shown its own user data', () => {
  const old = account.instance('i-1');
  const userData = Buffer.from('new').toString('base64');
  if (old)
    account.replace({ ...old, userData }, [
      { bucket: 'site', key: 'nodes/balancer-1.yaml', object: { body: userData } },
    ]);
  expect(get('user-data').body.toString()).toBe('new');
  expect(account.buckets.get('site')?.get('nodes/balancer-1.yaml')?.body.toString()).toBe('new');
});

describe('tokens', () => {
  test('nothing is shown without one', () => {
    expect(ask('/latest/meta-data/')).toMatchObject({ status: 401 });
    expect(ask('/latest/meta-data/', { 'x-aws-ec2-metadata-token': 'guessed' })).toMatchObject({ status: 401 });
    expect(get('meta-data/instance-id')).toEqual({ status: 200, body: 'i-1' });
  });

  test('one lives as long as it was asked for, and for one machine', () => {
    const headers = { 'x-aws-ec2-metadata-token': token() };
    expect(ask('/latest/meta-data/mac', headers, '127.0.0.2')).toMatchObject({ status: 401 });
    now = NOW + 59_999;
    expect(ask('/latest/meta-data/mac', headers)).toMatchObject({ status: 200 });
    now = NOW + 60_000;
    expect(ask('/latest/meta-data/mac', headers)).toMatchObject({ status: 401 });
  });

  test.each(['', '0', '21601', '-1', 'x'])('a life of %p seconds is refused', (ttl) => {
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': ttl };
    expect(ask('/latest/api/token', headers, '127.0.0.1', 'PUT')).toMatchObject({ status: 400 });
  });

  test('strangers and proxies get none', () => {
    const ttl = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' };
    expect(ask('/latest/api/token', ttl, '127.9.9.9', 'PUT')).toMatchObject({ status: 403 });
    expect(ask('/latest/api/token', { ...ttl, 'x-forwarded-for': '::1' }, '127.0.0.1', 'PUT')).toMatchObject({
      status: 403,
    });
  });
});

test('a machine is known by its second address too', () => {
  expect(get('meta-data/instance-id', '127.0.1.2').body).toBe('i-2');
});

test('facts are tags', () => {
  expect(get('meta-data/tags/instance').body).toBe('Name\nnospof:site\nnospof:tier');
  expect(get('meta-data/tags/instance/nospof:tier', '127.0.0.3').body).toBe('db');
  expect(get('meta-data/tags/instance/nospof:nothing')).toMatchObject({ status: 404 });
});

test('user data are the bytes that were sent', () => {
  const { body } = get('user-data');
  expect(body).toEqual(Buffer.from(WORLD.instances[0]?.userData ?? '', 'base64'));
  expect(gunzipSync(body).toString()).toBe('#cloud-config\nhostname: balancer-1\n');
});

test('an Elastic IP shows where it leads, and nowhere else', () => {
  const at = (number: number) =>
    get(
      `meta-data/network/interfaces/macs/02:00:00:00:00:0${number}/ipv4-associations/198.51.100.10`,
      `127.0.0.${number}`,
    );
  expect([at(1).status, at(2).body]).toEqual([404, '127.0.1.2']);
  account.associate('eipalloc-1', 'i-1', '127.0.1.1');
  expect([at(1).body, at(2).status]).toEqual(['127.0.1.1', 404]);
});

test('credentials are those that the endpoints know', () => {
  expect(get('meta-data/iam/security-credentials/').body).toBe('shop-balancer');
  const given = JSON.parse(get('meta-data/iam/security-credentials/shop-balancer').body.toString());
  expect(given).toMatchObject({ Code: 'Success', Expiration: '2026-11-21T18:00:00Z' });
  expect(account.keyOwner(given.AccessKeyId, given.Token)?.name).toBe('balancer-1');
});

describe('over the network', () => {
  let here: LoopbackAws;
  beforeAll(async () => {
    here = await startLoopbackAws();
  });
  afterAll(() => here.stop());

  needs('curl', 'openssl')('machines are told apart by the address that they come from', async () => {
    const curl = (from: string, ...args: string[]) => run('curl', ['-fsS', '--interface', from, ...args]);
    const ask = ['-X', 'PUT', '-H', 'X-aws-ec2-metadata-token-ttl-seconds: 60', `${here.metadata}/latest/api/token`];
    const host = async (from: string) => {
      const { stdout } = await curl(from, ...ask);
      const header = ['-H', `X-aws-ec2-metadata-token: ${stdout}`];
      return (await curl(from, ...header, `${here.metadata}/latest/meta-data/tags/instance/Name`)).stdout;
    };
    expect(await Promise.all(['127.0.0.1', '127.0.1.2', '127.0.0.3'].map(host))).toEqual([
      'shop-balancer-1',
      'shop-balancer-2',
      'shop-db-1',
    ]);
  });

  const cloudInit = {
    what: "Debian's cloud-init",
    met: existsSync('/usr/lib/python3/dist-packages/cloudinit/sources/DataSourceEc2.py'),
  };

  needs(cloudInit, 'openssl')(
    'cloud-init finds all that it looks for',
    async () => {
      const folder = temporaryFolder('cloud-init');
      const python = `
import json
from cloudinit import distros, helpers
from cloudinit.sources.DataSourceEc2 import DataSourceEc2

paths = helpers.Paths({"cloud_dir": "${folder}", "run_dir": "${folder}"})
ec2 = {"strict_id": False, "metadata_urls": ["${here.metadata}"], "max_wait": 60}
source = DataSourceEc2({"datasource": {"Ec2": ec2}}, distros.fetch("debian")("debian", {}, paths), paths)
found = source._get_data()
print(json.dumps({
    "found": found, "id": source.get_instance_id(), "zone": source.availability_zone, "region": source.region,
    "classic": source.is_classic_instance(), "data": source.get_userdata_raw().hex(), "metadata": source.metadata,
}))
`;
      const { stdout, stderr } = await run('/usr/bin/python3', ['-c', python]);
      expect({ stderr, ...JSON.parse(stdout || '{}') }).toMatchObject({
        stderr: '',
        found: true,
        id: 'i-1',
        zone: 'eu-central-1a',
        region: 'eu-central-1',
        classic: false,
        data: Buffer.from(WORLD.instances[0]?.userData ?? '', 'base64').toString('hex'),
        metadata: {
          'local-ipv4': '127.0.0.1',
          network: { interfaces: { macs: { '02:00:00:00:00:01': { 'local-ipv4s': ['127.0.0.1', '127.0.1.1'] } } } },
          tags: { instance: { 'nospof:tier': 'balancer' } },
        },
      });
    },
    60_000,
  );
});
