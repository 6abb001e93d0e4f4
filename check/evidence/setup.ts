import { INSTANCE_TYPES } from '../../model/instance-types';
import { NODE_FILES } from '../../model/node-files';
import { ownDisks } from '../../terraform/block-devices';
import type { NodeFacts } from '../../terraform/nodes';
import type { ResourceIndex } from '../../terraform/resource-index';
import { blocks } from '../../terraform/values';
import { shortName } from './gap';
import type { NodeGap, NodeRule } from './node-gap';

/** What a machine's own scripts ask of its instance: the metadata service, tags, and an image that its processor runs. */
export const setup: NodeRule = (node, { stack }) => [
  ...metadata(node, stack),
  ...image(node, stack.data(stack.addressOf(node.resource.body.ami) ?? '')?.name),
  ...disks(node, stack),
];

/** Tags that scripts read: `fact NAME` is the tag `nospof:NAME`. */
const FACT = /\bfact ([a-z][a-z-]*)/g;

const READ = new WeakMap<ResourceIndex, Map<string, readonly string[]>>();

/** Tags that a file reads; each text that machines have alike is looked at once. */
function factsIn(text: string, stack: ResourceIndex): readonly string[] {
  const read = READ.get(stack) ?? new Map<string, readonly string[]>();
  READ.set(stack, read);
  const facts = read.get(text) ?? [...text.matchAll(FACT)].map(([, name]) => `nospof:${name}`);
  read.set(text, facts);
  return facts;
}

function metadata(node: NodeFacts, stack: ResourceIndex): readonly NodeGap[] {
  const { resource, machine, tags, address } = node;
  const [options] = blocks(resource.body.metadata_options);
  const facts = new Set([...machine.files.values()].flatMap((text) => factsIn(text, stack)));
  const where = `metadata_options of ${address}`;
  const wrong: NodeGap[] = [];
  if (options?.http_endpoint !== undefined && options.http_endpoint !== 'enabled')
    wrong.push(gap('the metadata service, on', where));
  if (facts.size > 0 && options?.instance_metadata_tags !== 'enabled')
    wrong.push(gap('instance_metadata_tags enabled', where));
  const missing = [...facts].filter((tag) => !(tag in tags)).sort();
  return [...wrong, ...missing.map((tag) => gap(`the tag ${tag}, which its scripts read`, `tags of ${address}`))];
}

/** An image is for one kind of processor; its public parameter ends in that. */
function image({ resource, address }: NodeFacts, parameter: unknown): readonly NodeGap[] {
  const built = /\/(amd64|arm64)$/.exec(String(parameter))?.[1];
  const size = resource.body.instance_type;
  if (built === undefined || typeof size !== 'string') return [];
  const needed = INSTANCE_TYPES.get(size)?.architecture;
  if (needed === undefined || needed === built) return [];
  return [gap(`an image for ${needed}, which ${size} is`, `ami of ${shortName(address)}, for ${built}`)];
}

/** The step that formats the data volume takes the one disk that is not the system's. */
function disks({ resource, address, machine, volumes }: NodeFacts, stack: ResourceIndex): readonly NodeGap[] {
  if (!machine.files.has(NODE_FILES.dataVolume)) return [];
  const own = ownDisks(resource, stack).length + blocks(resource.body.ephemeral_block_device).length;
  if (own === 0 && volumes.length < 2) return [];
  return [{ code: 'no-volume', lookedFor: 'one disk besides that of the system', where: address }];
}

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'wrong-configuration', lookedFor, where };
}
