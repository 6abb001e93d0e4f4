import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../../helpers/programs';
import { temporaryFolder } from '../../helpers/temporary';
import { debianAws, type LoopbackAws, startLoopbackAws } from './loopback';

/** The command lines of the machines' own scripts, by Debian's AWS CLI. It takes a second for each. */
jest.setTimeout(120_000);

const itRuns = needs(debianAws, 'openssl');
const folder = temporaryFolder('aws-cli');
const TEXT = ['--output', 'text'];

let here: LoopbackAws;
beforeAll(async () => {
  here = await startLoopbackAws();
});
beforeEach(() => {
  here.calls.length = 0;
  here.requests.length = 0;
});
afterAll(() => here.stop());

itRuns('a machine gets its configuration from the bucket, and is denied those of others', async () => {
  const copy = (node: string) =>
    here.aws('s3', 'cp', '--only-show-errors', `s3://site/nodes/${node}.yaml`, join(folder, node));
  const [own, other] = await Promise.all([copy('balancer-1'), copy('web-1')]);
  expect(own).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readFileSync(join(folder, 'balancer-1'), 'utf8')).toBe('#cloud-config\n');
  expect(other.stderr).toContain('Forbidden');
});

itRuns('an application is fetched if it still is the one that was looked up', async () => {
  const object = ['--bucket', 'site', '--key', 'nodes/balancer-1.yaml'];
  const { stdout } = await here.aws('s3api', 'head-object', ...object, '--query', 'ETag', ...TEXT);
  const get = (tag: string) => here.aws('s3api', 'get-object', ...object, '--if-match', tag, join(folder, 'archive'));
  const [same, changed] = await Promise.all([get(stdout.trim()), get('"0"')]);
  expect(same.status).toBe(0);
  expect(changed.stderr).toContain('(PreconditionFailed)');
});

itRuns('a picture is put with its headers', async () => {
  const picture = join(folder, 'picture');
  writeFileSync(picture, 'GIF89a');
  const object = ['--bucket', 'site', '--key', 'media/a b+ü.gif', '--body', picture];
  const headers = ['--content-type', 'image/gif', '--cache-control', 'max-age=1'];
  expect(await here.aws('s3api', 'put-object', ...object, ...headers)).toMatchObject({ status: 0 });
  expect(here.servers.account.buckets.get('site')?.get('media/a b+ü.gif')).toMatchObject({
    body: Buffer.from('GIF89a'),
    contentType: 'image/gif',
    cacheControl: 'max-age=1',
  });
});

itRuns('a secret is made once', async () => {
  const put = ['ssm', 'put-parameter', '--type', 'SecureString', '--name', '/nospof/shop/tls', '--value'];
  const get = ['ssm', 'get-parameter', '--with-decryption', '--name', '/nospof/shop/tls'];
  expect((await here.aws(...get)).stderr).toContain('(ParameterNotFound)');
  expect((await here.aws(...put, 'one')).status).toBe(0);
  expect((await here.aws(...put, 'two')).stderr).toContain('(ParameterAlreadyExists)');
  expect((await here.aws(...get, '--query', 'Parameter.Value', ...TEXT)).stdout).toBe('one\n');
});

itRuns('the Elastic IP is taken', async () => {
  const { stdout } = await here.aws(
    ...['ec2', 'associate-address', '--allocation-id', 'eipalloc-1', '--instance-id', 'i-1'],
    ...['--private-ip-address', '127.0.1.1', '--allow-reassociation'],
  );
  expect(JSON.parse(stdout).AssociationId).toMatch(/^eipassoc-/);
  expect(here.requests).toEqual([
    {
      kind: 'associate-address',
      publicIp: '198.51.100.10',
      privateIp: '127.0.1.1',
      instanceId: 'i-1',
      by: 'balancer-1',
    },
  ]);
});

itRuns('a machine is found by its site and address, stopped, waited for, and started', async () => {
  const filters = ['Name=tag:nospof:site,Values=shop', 'Name=private-ip-address,Values=127.0.0.2'];
  const query = ['--query', 'Reservations[0].Instances[0].InstanceId'];
  const { stdout } = await here.aws('ec2', 'describe-instances', ...query, ...TEXT, '--filters', ...filters);
  expect(stdout).toBe('i-2\n');
  const ec2 = (...args: string[]) => here.aws('ec2', ...args, '--instance-ids', 'i-2');
  expect((await ec2('stop-instances', '--force')).status).toBe(0);
  here.servers.account.setState('i-2', 'stopped');
  expect((await ec2('wait', 'instance-stopped')).status).toBe(0);
  expect(JSON.parse((await ec2('start-instances')).stdout).StartingInstances).toEqual([
    { InstanceId: 'i-2', CurrentState: { Code: 0, Name: 'pending' }, PreviousState: { Code: 80, Name: 'stopped' } },
  ]);
  expect(here.requests).toEqual([
    { kind: 'stop-instance', instanceId: 'i-2', force: true, by: 'balancer-1' },
    { kind: 'start-instance', instanceId: 'i-2', by: 'balancer-1' },
  ]);
});
