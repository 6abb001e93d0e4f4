import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { entrancesOf, recordOf } from '../model/kinds';
import { type DebianRelease, RELEASES } from '../model/releases';
import type { ServiceGraph } from '../model/service-graph';
import { hasNodes, type PlacedKind } from '../model/tiers';
import type { Topology } from '../model/topology';
import { machineFiles } from '../terraform/cloud-config';
import type { MachineFiles } from '../terraform/machine-files';
import { associatedAddress, interfaceTags, type NodeFacts, nodesOf } from '../terraform/nodes';
import { roleStatements } from '../terraform/policies';
import { addressOf } from '../terraform/references';
import { ResourceIndex } from '../terraform/resource-index';
import { SecurityRules } from '../terraform/security-groups';
import { type Fields, fields, number, strings } from '../terraform/values';
import { type AllowedFlow, allowedFlowsOf } from './allowed-flows';
import { Assigned, assignedId, instanceId } from './assigned';
import type { LeftOut } from './judging/outcome';
import { type Kernel, unitsWithoutKernel } from './kernel';
import { DRILLED } from './kinds';

/** What a drill boots: the site's machines as Terraform and AWS would make them. */
export interface DrillPlan {
  /** The topology's name. */
  readonly site: string;
  readonly domain: string | undefined;
  /** Whether visitors speak TLS. */
  readonly https: boolean;
  readonly region: string;
  /** What the nodes run. */
  readonly release: DebianRelease;
  /** Block of the VPC. */
  readonly cidr: string;
  /** Sorted by name. */
  readonly nodes: readonly DrillNode[];
  /** Elastic IPs, but those of NAT gateways; those that visitors meet first. */
  readonly addresses: readonly ElasticIp[];
  /** Objects as Terraform uploads them: bucket → key → body. A bucket without objects is there too. */
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, ObjectBody>>;
  readonly serviceGraph: ServiceGraph;
  /** Packages that any node names, sorted. */
  readonly packages: readonly string[];
  /** What of the site a drill does not run. */
  readonly leftOut: readonly LeftOut[];
}

/** One machine. */
export interface DrillNode {
  /** `web-1` */
  readonly name: string;
  /** `aws_instance.web_1` */
  readonly address: string;
  readonly tier: string;
  readonly kind: PlacedKind;
  /** Availability zone. */
  readonly zone: string;
  readonly instanceId: string;
  readonly instanceType: string;
  readonly mac: string;
  /** Primary first. */
  readonly privateIps: readonly string[];
  /** Whether EC2 draws a public address for it. */
  readonly drawsAddress: boolean;
  /** Tags of its network interface, references resolved. */
  readonly interfaceTags: Readonly<Record<string, string>>;
  readonly subnet: { readonly id: string; readonly vpcId: string; readonly cidr: string; readonly public: boolean };
  /** As the instance metadata shows them: facts with their values. */
  readonly tags: Readonly<Record<string, string>>;
  /** The bytes that EC2 is given, compressed. */
  readonly userData: Buffer;
  /** Units that this machine's kernel cannot run. */
  readonly skippedUnits: readonly string[];
  /** What its security groups let through. */
  readonly allowedFlows: readonly AllowedFlow[];
  /** Statements of the role's policies, with AWS's identifiers in place. */
  readonly policy: readonly Fields[];
  readonly packages: readonly string[];
  /** Files that the user data writes, by path. */
  readonly files: MachineFiles;
  /** @default - the machine has only its root disk */
  readonly dataVolume?: { readonly sizeGiB: number };
}

/** An Elastic IP, and where Terraform attaches it at first. */
export interface ElasticIp {
  readonly allocationId: string;
  readonly publicIp: string;
  /** Whether visitors meet it; else it is for what a node itself asks of others. */
  readonly visited: boolean;
  /** Name of the node. @default - attached nowhere; the nodes do that themselves */
  readonly node?: string;
  readonly privateIp?: string;
}

/** Body of an object: text, or a file below the stack's folder. */
export type ObjectBody = { readonly text: string } | { readonly file: string };

/** A stack that cannot be drilled. */
export class UndrillableError extends Error {
  override readonly name = 'UndrillableError';
}

/**
 * What a drill of a synthesized stack boots. Pure: nothing is read but what is given.
 * @param terraform `cdk.tf.json`, parsed
 * @param kernel of the machine that boots it
 * @throws UndrillableError, UnassignedError, UnreadableTerraformError
 */
export function planDrill(
  terraform: unknown,
  serviceGraph: ServiceGraph,
  topology: Topology,
  kernel: Kernel,
): DrillPlan {
  const stack = new ResourceIndex(terraform);
  const assigned = new Assigned(stack, topology.region);
  const machines = [...nodesOf(stack).values()];
  const rules = new SecurityRules(stack);
  const nodes = machines.map((machine): DrillNode => {
    const node = nodeOf(machine, stack, assigned, topology);
    const skippedUnits = unitsWithoutKernel(DRILLED[node.kind].needsKernel, node.files, kernel);
    return { ...node, skippedUnits, allowedFlows: allowedFlowsOf(machine, machines, rules) };
  });
  nodes.sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    site: topology.name,
    domain: topology.domain,
    https: entrancesOf(topology.tiers).some(({ scheme }) => scheme === 'https'),
    region: topology.region,
    release: RELEASES[topology.os],
    cidr: topology.network.cidr,
    nodes,
    addresses: addressesOf(stack, assigned, nodes),
    objects: objectsOf(stack, assigned),
    serviceGraph,
    packages: [...new Set(nodes.flatMap((node) => node.packages))].sort(),
    leftOut: leftOut(topology, kernel),
  };
}

function nodeOf(
  machine: NodeFacts,
  stack: ResourceIndex,
  assigned: Assigned,
  topology: Topology,
): Omit<DrillNode, 'allowedFlows' | 'skippedUnits'> {
  const { address, resource, privateIp: primary, secondaryIps, subnet, zone, volumes } = machine;
  const kind = topology.tiers.filter(hasNodes).find(({ name }) => name === machine.tier)?.kind;
  const refuse = (why: string) => new UndrillableError(`${address}: ${why}`);
  if (machine.tier === undefined || kind === undefined) throw refuse('it belongs to no tier of the topology');
  if (primary === undefined || !subnet) throw refuse('its private address or subnet is not in the Terraform');
  if (zone.id === undefined) throw refuse(zone.why);
  const text = userDataText(machine, stack, assigned);
  // The provider's default tags; an instance's own go before them.
  const tags = { 'nospof:site': topology.name, ...topology.tags, ...machine.tags };
  const size = volumes.map((volume) => number(stack.get(volume.address)?.body.size)).find((one) => one !== undefined);
  return {
    name: resource.name.replaceAll('_', '-'),
    address,
    tier: machine.tier,
    kind,
    zone: zone.id,
    instanceId: instanceId(address),
    instanceType: String(resource.body.instance_type),
    mac: macOf(address),
    privateIps: [primary, ...secondaryIps],
    drawsAddress: machine.route.kind === 'internet',
    interfaceTags: resolvedTags(interfaceTags(machine, stack), assigned),
    subnet: {
      id: assignedId('subnet', subnet.address),
      vpcId: assigned.text(String(subnet.body.vpc_id)),
      cidr: String(subnet.body.cidr_block),
      public: machine.route.kind === 'internet',
    },
    tags: resolvedTags(tags, assigned),
    userData: gzipSync(text, { level: 9 }),
    policy: roleStatements(resource, stack).map((statement) => resolved(statement, assigned)),
    packages: strings(fields(parse(text)).packages),
    files: machineFiles(text),
    ...(size === undefined ? {} : { dataVolume: { sizeGiB: size } }),
  };
}

function resolvedTags(tags: Fields, assigned: Assigned): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, assigned.text(String(value))]));
}

/** The text that Terraform compresses: what the local says, with Terraform's own escapes undone. */
function userDataText({ address, resource }: NodeFacts, stack: ResourceIndex, assigned: Assigned): string {
  const { user_data: plain, user_data_base64: encoded } = resource.body;
  const local = typeof encoded === 'string' ? /^\$\{base64gzip\((local\.[\w-]+)\)\}$/.exec(encoded)?.[1] : undefined;
  const text = stack.text(local === undefined ? plain : `\${${local}}`);
  if (text === undefined) throw new UndrillableError(`${address}: its user data is not in the Terraform as text`);
  return literal(text, assigned);
}

/** A text of the Terraform as Terraform reads it: expressions evaluated, `$${` and `%%{` unescaped. */
function literal(text: string, assigned: Assigned): string {
  return text
    .split('$${')
    .map((part) => assigned.text(part))
    .join('${')
    .replaceAll('%%{', '%{');
}

/** Statement of a policy with the references in its texts replaced. */
function resolved(statement: Fields, assigned: Assigned): Fields {
  return fields(JSON.parse(JSON.stringify(statement), (_key, value) => text(value, assigned)));
}

function text(value: unknown, assigned: Assigned): unknown {
  return typeof value === 'string' ? assigned.text(value) : value;
}

/** A locally administered MAC address. */
function macOf(address: string): string {
  const digest = createHash('sha256').update(address).digest();
  return ['02', ...[...digest.subarray(0, 5)].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

function addressesOf(stack: ResourceIndex, assigned: Assigned, nodes: readonly DrillNode[]): readonly ElasticIp[] {
  const nat = new Set(stack.ofType('aws_nat_gateway').map(({ body }) => addressOf(body.allocation_id)));
  const moved = new Set(nodes.flatMap(({ tags }) => tags['nospof:address-id'] ?? []));
  const all = stack.ofType('aws_eip').filter(({ address }) => !nat.has(address));
  const addresses = all.map((eip) => {
    const node = nodes.find(({ address }) => associatedAddress(address, stack) === eip.address);
    const allocationId = assignedId('eipalloc', eip.address);
    return {
      allocationId,
      publicIp: assigned.publicIp(eip),
      // Where nodes move an address, the one that each of them keeps is its own egress.
      visited: moved.has(allocationId) || node?.tags['nospof:address-id'] === undefined,
      ...(node ? { node: node.name, privateIp: node.privateIps[0] } : {}),
    };
  });
  return addresses.sort((a, b) => Number(b.visited) - Number(a.visited));
}

function objectsOf(stack: ResourceIndex, assigned: Assigned): DrillPlan['objects'] {
  const buckets = new Map<string, Map<string, ObjectBody>>();
  for (const { address } of stack.ofType('aws_s3_bucket')) buckets.set(assigned.text(`\${${address}.id}`), new Map());
  for (const { body } of stack.ofType('aws_s3_object')) {
    const bucket = buckets.get(assigned.text(String(body.bucket)));
    const content = stack.text(body.content);
    if (content !== undefined) bucket?.set(String(body.key), { text: literal(content, assigned) });
    else if (typeof body.source === 'string') bucket?.set(String(body.key), { file: body.source });
  }
  return buckets;
}

function leftOut({ tiers }: Topology, kernel: Kernel): readonly LeftOut[] {
  return tiers.flatMap((tier): readonly LeftOut[] => {
    const record = recordOf(tier.kind);
    if (record.runs === 'managed') {
      return [{ what: `${tier.name}: ${record.offers}`, why: 'AWS runs it; there is no machine to boot' }];
    }
    const need = hasNodes(tier) ? DRILLED[tier.kind].needsKernel : 'nothing';
    return need === 'nothing' || kernel[need.of] ? [] : [{ what: `${tier.name}: ${need.leftOut}`, why: need.why }];
  });
}
