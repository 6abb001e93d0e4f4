import { Account } from '../../../drill/fakes/account';
import type { HttpRequest } from '../../../drill/fakes/answer';
import { answerCall } from '../../../drill/fakes/api/endpoint';
import { endpointNames } from '../../../drill/fakes/api/endpoints';
import type { ApiCall, WorldRequest } from '../../../drill/fakes/protocol';
import { WORLD } from './world';

let account: Account;
let calls: ApiCall[];
let requests: WorldRequest[];
let perform: () => Promise<void>;
beforeEach(() => {
  account = new Account(WORLD);
  calls = [];
  requests = [];
  perform = async () => undefined;
});

/** A request as the first balancer signs it; it fails where nothing answers. */
async function call(host: string, request: Partial<HttpRequest> & { readonly query?: URLSearchParams }) {
  const answer = await reach(host, request);
  if (!answer) throw new Error(`${host} does not answer`);
  return answer;
}

async function reach(host: string, request: Partial<HttpRequest> & { readonly query?: URLSearchParams }) {
  const { accessKeyId, token } = account.credentials('i-1');
  const answer = await answerCall(
    {
      method: 'GET',
      host,
      path: '/',
      query: new URLSearchParams(),
      body: Buffer.alloc(0),
      source: '127.0.0.1',
      ...request,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261121/eu-central-1/ec2/aws4_request, …`,
        'x-amz-security-token': token,
        ...request.headers,
      },
    },
    account,
    {
      record: (one) => calls.push(one),
      perform: (one) => {
        requests.push(one);
        return perform();
      },
      associationDelayMs: 0,
    },
  );
  return answer && { status: answer.status, headers: answer.headers, body: answer.body.toString() };
}

describe('EC2', () => {
  const ec2 = (parameters: Record<string, string>) =>
    call('ec2.eu-central-1.amazonaws.com', {
      method: 'POST',
      body: Buffer.from(`${new URLSearchParams(parameters)}`),
    });
  const associate = (parameters: Record<string, string>) =>
    ec2({
      Action: 'AssociateAddress',
      AllocationId: 'eipalloc-1',
      InstanceId: 'i-1',
      PrivateIpAddress: '127.0.1.1',
      ...parameters,
    });

  test('an Elastic IP is elsewhere only when the drill has moved it', async () => {
    perform = async () => expect(account.association('eipalloc-1')?.instanceId).toBe('i-2');
    expect((await associate({})).status).toBe(200);
    expect(account.association('eipalloc-1')).toMatchObject({ instanceId: 'i-1', privateIp: '127.0.1.1' });
  });

  test('an Elastic IP stays where it is when the drill cannot move it', async () => {
    perform = () => Promise.reject(new Error('no such route'));
    expect(await associate({})).toMatchObject({ status: 500, body: expect.stringContaining('no such route') });
    expect(account.association('eipalloc-1')?.instanceId).toBe('i-2');
  });

  test.each([
    ["another machine's address", { PrivateIpAddress: '127.0.1.2' }, 'InvalidParameterValue'],
    ['an unknown machine', { InstanceId: 'i-9' }, 'InvalidInstanceID.NotFound'],
    ['an unknown Elastic IP', { AllocationId: 'eipalloc-9' }, 'InvalidAllocationID.NotFound'],
    ['an Elastic IP that is in use', { AllowReassociation: 'false' }, 'Resource.AlreadyAssociated'],
    ['a machine of another tier', { InstanceId: 'i-3', PrivateIpAddress: '127.0.0.3' }, 'UnauthorizedOperation'],
    ['an Elastic IP of somebody else', { AllocationId: 'eipalloc-2' }, 'UnauthorizedOperation'],
  ])('%s is refused', async (_what, parameters, code) => {
    expect((await associate(parameters)).body).toContain(`<Code>${code}</Code>`);
    expect(calls).toMatchObject([{ code }]);
    expect(requests).toEqual([]);
  });

  test('an address has one Elastic IP: the last', () => {
    account.associate('eipalloc-2', 'i-2', '127.0.1.2');
    expect(account.association('eipalloc-1')).toBeUndefined();
  });

  describe('public addresses (EC2 User Guide, "Amazon EC2 instance IP addressing")', () => {
    const [drawn, site, own] = [/^198\.51\.100\.2\d\d$/, '198.51.100.10', '198.51.100.11'];
    beforeEach(() => {
      account = new Account({
        ...WORLD,
        addresses: [
          { allocationId: 'eipalloc-1', publicIp: site },
          { allocationId: 'eipalloc-2', publicIp: own },
        ],
        instances: WORLD.instances.map((one) => ({ ...one, drawsAddress: one.name.startsWith('balancer') })),
      });
    });
    const comesFrom = (id = 'i-1') => {
      const machine = account.instance(id);
      return machine && account.publicAddress(machine);
    };
    const stopAndStart = (id = 'i-1') => {
      for (const state of ['stopping', 'stopped', 'pending', 'running'] as const) account.setState(id, state);
    };

    test('a machine has one that EC2 drew, and another after a stop', () => {
      const first = comesFrom();
      expect(first).toMatch(drawn);
      stopAndStart();
      expect(comesFrom()).toMatch(drawn);
      expect(comesFrom()).not.toBe(first);
      expect(comesFrom('i-2')).not.toBe(comesFrom());
    });

    test('it has none any more where it was stopped while its second address held an Elastic IP', async () => {
      account.associate('eipalloc-1', 'i-1', '127.0.1.1');
      expect(comesFrom()).toMatch(drawn);
      stopAndStart();
      expect(comesFrom()).toBeUndefined();
      const ask = () => reach('ssm.eu-central-1.amazonaws.com', { method: 'POST' });
      expect(await ask()).toBeUndefined();
      expect(calls).toMatchObject([{ outcome: 'unreached' }]);
      expect((await call('site.s3.eu-central-1.amazonaws.com', { path: '/nodes/balancer-1.yaml' })).status).toBe(200);
      // For good: not even where the Elastic IP has gone to another.
      account.associate('eipalloc-1', 'i-2', '127.0.1.2');
      stopAndStart();
      expect(comesFrom()).toBeUndefined();
    });

    test('an Elastic IP at its first address takes the place of the drawn one, and stays through a stop', () => {
      account.associate('eipalloc-2', 'i-1', '127.0.0.1');
      account.associate('eipalloc-1', 'i-1', '127.0.1.1');
      expect(comesFrom()).toBe(own);
      stopAndStart();
      expect(comesFrom()).toBe(own);
    });

    test('where that Elastic IP goes, EC2 draws one', () => {
      account.associate('eipalloc-2', 'i-1', '127.0.0.1');
      account.associate('eipalloc-2', 'i-2', '127.0.0.2');
      expect([comesFrom(), comesFrom('i-2')]).toEqual([expect.stringMatching(drawn), own]);
    });

    test('a machine behind a NAT gateway needs none', () => {
      const database = WORLD.instances[2];
      expect(database && [account.publicAddress(database), account.reachesInternet(database)]).toEqual([
        undefined,
        true,
      ]);
    });
  });

  test('a machine that stops cannot be started yet, and is stopped once', async () => {
    const stop = { Action: 'StopInstances', 'InstanceId.1': 'i-2' };
    await ec2(stop);
    await ec2(stop);
    expect(requests).toEqual([{ kind: 'stop-instance', instanceId: 'i-2', force: false, by: 'balancer-1' }]);
    expect((await ec2({ Action: 'StartInstances', 'InstanceId.1': 'i-2' })).body).toContain('IncorrectInstanceState');
  });

  test('a machine of another tier is not stopped', async () => {
    const { status, body } = await ec2({ Action: 'StopInstances', 'InstanceId.1': 'i-2', 'InstanceId.2': 'i-3' });
    expect({ status, body }).toMatchObject({ status: 403, body: expect.stringContaining('UnauthorizedOperation') });
    expect(account.state('i-2')).toBe('running');
  });

  test.each([
    ['private-ip-address', '127.0.0.2', ['i-2']],
    ['private-ip-address', '127.0.1.2', []],
    ['tag:nospof:tier', 'balancer', ['i-1', 'i-2']],
    ['tag:Name', 'shop-*-1', ['i-1', 'i-3']],
    ['instance-state-name', 'stopped', []],
  ])('%s=%s finds what EC2 finds', async (name, value, found) => {
    const { body } = await ec2({ Action: 'DescribeInstances', 'Filter.1.Name': name, 'Filter.1.Value.1': value });
    expect([...body.matchAll(/<instanceId>([^<]*)/g)].map(([, id]) => id)).toEqual(found);
  });

  test('a filter that is not spoken is no filter that all pass', async () => {
    await ec2({ Action: 'DescribeInstances', 'Filter.1.Name': 'dns-name', 'Filter.1.Value.1': 'x' });
    expect(calls).toMatchObject([{ outcome: 'unknown', code: 'InvalidParameterValue' }]);
  });

  test('a call that is not spoken is recorded with its name', async () => {
    expect((await ec2({ Action: 'DescribeVpcs' })).body).toContain('<Code>InvalidAction</Code>');
    expect(calls).toEqual([
      { node: 'balancer-1', action: 'ec2:DescribeVpcs', resource: '*', outcome: 'unknown', code: 'InvalidAction' },
    ]);
  });
});

describe('S3', () => {
  const s3 = (path: string, request: Partial<HttpRequest> = {}) =>
    call('site.s3.eu-central-1.amazonaws.com', { path, ...request });

  test('an object is there by the name of the host and by the path', async () => {
    const byPath = await call('s3.eu-central-1.amazonaws.com', { path: '/site/nodes/balancer-1.yaml' });
    expect(byPath).toEqual(await s3('/nodes/balancer-1.yaml'));
    expect(byPath).toMatchObject({ status: 200, body: '#cloud-config\n' });
    expect(byPath.headers).toMatchObject({ 'Content-Type': 'text/cloud-config' });
  });

  test('an object that is known is not sent again', async () => {
    const path = '/nodes/balancer-1.yaml';
    const tag = (await s3(path)).headers?.ETag ?? '';
    const unless = (known: string) => s3(path, { headers: { 'if-none-match': known } });
    expect(await unless(tag)).toEqual({ status: 304, headers: { ETag: tag }, body: '' });
    expect(await unless('"0"')).toMatchObject({ status: 200, body: '#cloud-config\n' });
  });

  test('who may not list a bucket is not told what is missing', async () => {
    expect(await s3('/nodes/balancer-9.yaml')).toMatchObject({ status: 403 });
    expect(calls).toMatchObject([{ outcome: 'denied', code: 'AccessDenied' }]);
  });

  test('a bucket that nobody has is not found, signed or not', async () => {
    const request = { path: '/amazon-ssm/agent.deb', headers: { authorization: undefined } };
    expect(await call('s3.eu-central-1.amazonaws.com', request)).toMatchObject({
      status: 404,
      body: expect.stringContaining('<Code>NoSuchBucket</Code>'),
    });
  });

  test.each([
    ['a part of an object', { headers: { range: 'bytes=0-1' } }],
    ['a list', { path: '/', query: new URLSearchParams('list-type=2') }],
    ['an upload in parts', { method: 'POST', query: new URLSearchParams('uploads') }],
    ['deletion', { method: 'DELETE' }],
  ])('%s is not spoken', async (_what, request) => {
    expect(await s3('/nodes/balancer-1.yaml', request)).toMatchObject({ status: 501 });
    expect(calls).toMatchObject([{ outcome: 'unknown' }]);
  });

  test('an error of a head has no body', async () => {
    expect(await s3('/nodes/web-1.yaml', { method: 'HEAD' })).toMatchObject({ status: 403, body: '' });
  });
});

describe('SSM', () => {
  const ssm = async (operation: string, input: object) => {
    const { body } = await call('ssm.eu-central-1.amazonaws.com', {
      method: 'POST',
      headers: { 'x-amz-target': `AmazonSSM.${operation}` },
      body: Buffer.from(JSON.stringify(input)),
    });
    return JSON.parse(body);
  };
  const name = { Name: '/nospof/shop/tls' };
  const put = (Value: string, more: object = {}) =>
    ssm('PutParameter', { ...name, Type: 'SecureString', Value, ...more });

  test('a value is kept until it may be overwritten', async () => {
    expect(await ssm('GetParameter', name)).toMatchObject({ __type: 'ParameterNotFound' });
    expect(await put('one')).toEqual({ Version: 1, Tier: 'Standard' });
    expect(await put('two')).toMatchObject({ __type: 'ParameterAlreadyExists' });
    expect(await put('three', { Overwrite: true })).toMatchObject({ Version: 2 });
    expect((await ssm('GetParameter', { ...name, WithDecryption: true })).Parameter.Value).toBe('three');
    expect((await ssm('GetParameter', name)).Parameter.Value).not.toBe('three');
  });

  test('a value fits its tier', async () => {
    expect(await put('x'.repeat(4097))).toMatchObject({ __type: 'ValidationException' });
    expect(await put('x'.repeat(4097), { Tier: 'Intelligent-Tiering' })).toMatchObject({ Tier: 'Advanced' });
    expect(await put('x'.repeat(8193), { Tier: 'Intelligent-Tiering' })).toMatchObject({
      __type: 'ValidationException',
    });
  });

  test('a secret that its role may only make is not overwritten', async () => {
    const once = { Name: '/nospof/shop/web/secret', Type: 'SecureString' };
    expect(await ssm('PutParameter', { ...once, Value: 'one' })).toMatchObject({ Version: 1 });
    expect(await ssm('PutParameter', { ...once, Value: 'two' })).toMatchObject({ __type: 'ParameterAlreadyExists' });
    expect(await ssm('PutParameter', { ...once, Value: 'two', Overwrite: true })).toMatchObject({
      __type: 'AccessDeniedException',
    });
  });

  test("another's secret is denied", async () => {
    expect(await ssm('GetParameter', { Name: '/nospof/shop/db' })).toMatchObject({ __type: 'AccessDeniedException' });
  });

  test('a call that is not spoken is recorded with its name', async () => {
    expect(await ssm('DeleteParameter', name)).toMatchObject({ __type: 'UnknownOperationException' });
    expect(calls).toMatchObject([{ action: 'ssm:DeleteParameter', outcome: 'unknown' }]);
  });
});

test.each([
  ['nobody', { authorization: undefined }],
  ['who has no session of the role', { 'x-amz-security-token': 'stolen' }],
])('%s is denied', async (_who, headers) => {
  const path = '/nodes/balancer-1.yaml';
  expect(await call('site.s3.eu-central-1.amazonaws.com', { path, headers })).toMatchObject({ status: 403 });
  expect(calls).toMatchObject([{ outcome: 'denied' }]);
});

test('an endpoint that is not there is recorded with its name', async () => {
  expect(await call('sts.eu-central-1.amazonaws.com', {})).toMatchObject({ status: 404 });
  expect(calls).toMatchObject([{ action: 'GET sts.eu-central-1.amazonaws.com', outcome: 'unknown' }]);
});

test('machines resolve the endpoints, and every bucket by its name', () => {
  expect(endpointNames(WORLD)).toEqual([
    'ec2.eu-central-1.amazonaws.com',
    'monitoring.eu-central-1.amazonaws.com',
    's3.eu-central-1.amazonaws.com',
    'site.s3.eu-central-1.amazonaws.com',
    'ssm.eu-central-1.amazonaws.com',
  ]);
});
