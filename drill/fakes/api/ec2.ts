import { setTimeout as delay } from 'node:timers/promises';
import { interfaceId } from '../account';
import type { HttpAnswer, HttpRequest } from '../answer';
import type { FakeInstance } from '../protocol';
import { type XmlNode, xmlDocument, xmlList } from '../xml';
import { AwsError, authorize, type Call, type FakedService, type Subject, signer } from './call';
import { matchesFilters } from './ec2-filters';
import { describeInstance, stateElement } from './ec2-instance';

const DENIAL = { status: 403, code: 'UnauthorizedOperation' };

/** Version of the Query API that Debian's AWS CLI speaks. */
const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';
const XML_TYPE = { 'Content-Type': 'text/xml;charset=UTF-8' };

/** EC2's Query API: what the address failover agent and the fencing agent ask of it. */
export const ec2: FakedService = {
  subject(request, account): Subject {
    const form = formOf(request);
    const instance = form.get('InstanceId') ?? form.get('InstanceId.1');
    const arn = (kind: string, id: string) =>
      `arn:aws:ec2:${account.world.region}:${account.world.account}:${kind}/${id}`;
    const address = form.get('AllocationId');
    const resource = address ? arn('elastic-ip', address) : instance ? arn('instance', instance) : '*';
    return { action: `ec2:${form.get('Action') ?? ''}`, resource };
  },

  async answer(call): Promise<HttpAnswer> {
    const form = formOf(call.request);
    const action = form.get('Action') ?? '';
    const operate = OPERATIONS[action];
    if (!operate) {
      throw new AwsError(400, 'InvalidAction', `The action ${action} is not valid for this web service.`, 'unknown');
    }
    const content = await operate(call, form);
    const body: XmlNode = [`${action}Response`, [['requestId', requestId(call)], ...content]];
    return { status: 200, headers: XML_TYPE, body: xmlDocument(body, NAMESPACE) };
  },

  failure({ status, code, message }): HttpAnswer {
    const error: XmlNode = [
      'Error',
      [
        ['Code', code],
        ['Message', message],
      ],
    ];
    return {
      status,
      headers: XML_TYPE,
      body: xmlDocument([
        'Response',
        [
          ['Errors', [error]],
          ['RequestID', '-'],
        ],
      ]),
    };
  },
};

type Operation = (call: Call, form: URLSearchParams) => readonly XmlNode[] | Promise<readonly XmlNode[]>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  AssociateAddress,
  DescribeInstances,
  StartInstances,
  StopInstances,
};

function DescribeInstances(call: Call, form: URLSearchParams): readonly XmlNode[] {
  authorize(call, 'ec2:DescribeInstances', ['*'], DENIAL);
  const ids = numbered(form, 'InstanceId');
  for (const id of ids) known(call, id);
  const found = call.account.world.instances.filter(
    (one) => (ids.length === 0 || ids.includes(one.instanceId)) && matchesFilters(one, form, call.account),
  );
  const reservations = found.map((one): readonly XmlNode[] => [
    ['reservationId', `r-${one.instanceId.slice(2)}`],
    ['ownerId', call.account.world.account],
    ['groupSet', []],
    ['instancesSet', xmlList('item', [describeInstance(one, call.account)])],
  ]);
  return [['reservationSet', xmlList('item', reservations)]];
}

function StopInstances(call: Call, form: URLSearchParams): readonly XmlNode[] {
  const by = signer(call, DENIAL).name;
  const force = form.get('Force') === 'true';
  return change(call, form, 'ec2:StopInstances', ({ instanceId }) => {
    const state = call.account.state(instanceId);
    if (state === 'stopped' || state === 'stopping') return;
    call.account.setState(instanceId, 'stopping');
    request(call, { kind: 'stop-instance', instanceId, force, by });
  });
}

function StartInstances(call: Call, form: URLSearchParams): readonly XmlNode[] {
  const by = signer(call, DENIAL).name;
  return change(call, form, 'ec2:StartInstances', ({ instanceId }) => {
    const state = call.account.state(instanceId);
    if (state === 'running' || state === 'pending') return;
    if (state === 'stopping') {
      const message = `The instance '${instanceId}' is not in a state from which it can be started.`;
      throw new AwsError(400, 'IncorrectInstanceState', message);
    }
    call.account.setState(instanceId, 'pending');
    request(call, { kind: 'start-instance', instanceId, by });
  });
}

/** EC2 answers at once; the state tells later how it went, and stays as it is where the machine obeys nobody. */
function request(call: Call, what: Parameters<Call['perform']>[0]): void {
  call.perform(what).catch(() => undefined);
}

function change(
  call: Call,
  form: URLSearchParams,
  action: string,
  act: (instance: FakeInstance) => void,
): readonly XmlNode[] {
  const instances = numbered(form, 'InstanceId').map((id) => known(call, id));
  if (instances.length === 0)
    throw new AwsError(400, 'MissingParameter', 'The request must contain the parameter instancesSet');
  for (const one of instances) authorize(call, action, [instanceArn(call, one)], DENIAL, tagContext(one.tags));
  const changes = instances.map((one): readonly XmlNode[] => {
    const before = call.account.state(one.instanceId);
    act(one);
    return [
      ['instanceId', one.instanceId],
      ['currentState', stateElement(call.account.state(one.instanceId))],
      ['previousState', stateElement(before)],
    ];
  });
  return [['instancesSet', xmlList('item', changes)]];
}

async function AssociateAddress(call: Call, form: URLSearchParams): Promise<readonly XmlNode[]> {
  const { account } = call;
  const allocationId = form.get('AllocationId') ?? '';
  const address = account.world.addresses.find((one) => one.allocationId === allocationId);
  if (!address) {
    const message = `The allocation ID '${allocationId}' does not exist`;
    throw new AwsError(400, 'InvalidAllocationID.NotFound', message);
  }
  const instance = known(call, form.get('InstanceId') ?? '');
  const privateIp = form.get('PrivateIpAddress') ?? instance.privateIps[0];
  const base = `arn:aws:ec2:${account.world.region}:${account.world.account}`;
  // Evaluated on each of the three (Service Authorization Reference, "Actions defined by Amazon EC2").
  const ofInterface = { ...tagContext(instance.interfaceTags ?? {}), 'ec2:Vpc': `${base}:vpc/${account.world.vpc.id}` };
  const evaluated = [
    [`${base}:elastic-ip/${allocationId}`, {}],
    [instanceArn(call, instance), tagContext(instance.tags)],
    [`${base}:network-interface/${interfaceId(instance)}`, ofInterface],
  ] as const;
  for (const [resource, context] of evaluated) {
    authorize(call, 'ec2:AssociateAddress', [resource], DENIAL, context);
  }
  if (!instance.privateIps.includes(privateIp)) {
    const message = `${privateIp} is not a private address of ${instance.instanceId}`;
    throw new AwsError(400, 'InvalidParameterValue', message);
  }
  const held = account.association(allocationId);
  if (held && held.privateIp !== privateIp && form.get('AllowReassociation') === 'false') {
    const message = `resource ${allocationId} is already associated with associate-id ${held.associationId}`;
    throw new AwsError(400, 'Resource.AlreadyAssociated', message);
  }
  await delay(call.associationDelayMs);
  const by = signer(call, DENIAL).name;
  const { publicIp } = address;
  await call.perform({ kind: 'associate-address', publicIp, privateIp, instanceId: instance.instanceId, by });
  const { associationId } = account.associate(allocationId, instance.instanceId, privateIp);
  return [
    ['return', true],
    ['associationId', associationId],
  ];
}

function known({ account }: Call, instanceId: string): FakeInstance {
  const instance = account.instance(instanceId);
  if (instance) return instance;
  throw new AwsError(400, 'InvalidInstanceID.NotFound', `The instance ID '${instanceId}' does not exist`);
}

function instanceArn({ account }: Call, { instanceId }: FakeInstance): string {
  return `arn:aws:ec2:${account.world.region}:${account.world.account}:instance/${instanceId}`;
}

/** Condition keys that depend on a resource's tags. */
function tagContext(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`ec2:ResourceTag/${key}`, value]));
}

/** The values of `NAME.1`, `NAME.2` … */
function numbered(form: URLSearchParams, name: string): readonly string[] {
  return [...form].filter(([key]) => new RegExp(`^${name}\\.\\d+$`).test(key)).map(([, value]) => value);
}

function formOf({ body, query }: HttpRequest): URLSearchParams {
  return body.length > 0 ? new URLSearchParams(body.toString()) : query;
}

function requestId({ request }: Call): string {
  return request.headers['amz-sdk-invocation-id'] ?? '-';
}
