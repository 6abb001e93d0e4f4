import { INSTANCE_TYPES } from '../../model/instance-types';
import { NODE_FILES } from '../../model/node-files';
import { ownDisks } from '../../terraform/block-devices';
import { callsOf } from '../../terraform/machine/shell-commands';
import type { NodeFacts } from '../../terraform/nodes';
import type { ResourceIndex } from '../../terraform/resource-index';
import { blocks } from '../../terraform/values';
import { shortName } from './gap';
import type { NodeGap, NodeRule } from './node-gap';

/** What a machine's own scripts ask of its instance: the metadata service, tags, and an image that its processor runs. */
export const setup: NodeRule = (node, { stack }) => [
  ...metadata(node),
  ...image(node, stack.data(stack.addressOf(node.resource.body.ami) ?? '')?.name),
  ...disks(node, stack),
];

/** A tag by its name: `fact NAME` is the tag `nospof:NAME`. Which ones a variable names, a script says elsewhere. */
const NAME = /^[a-z][a-z-]*$/;

function metadata(node: NodeFacts): readonly NodeGap[] {
  const { resource, machine, tags, address } = node;
  const [options] = blocks(resource.body.metadata_options);
  const facts = new Set(
    machine.scripts
      .flatMap((one) => callsOf(one, 'fact'))
      .flatMap(([name = '']) => (NAME.test(name) ? `nospof:${name}` : [])),
  );
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
