import { type Links, links } from '../../terraform/links';
import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { SUBNETS } from './network-types';

/** One subnet that is known by its id or as data, and nothing else of it. */
const ONE = /^(?:subnet-[0-9a-z-]+|\$\{(?:module\.[\w-]+\.)*data\.aws_subnet\.[\w-]+(?:\[(?:\d+|"[^"]*")\])?\.id\})$/;

/**
 * The subnets that an argument means. One that is named by its id is a subnet as well, though its zone is not in the Terraform.
 * @param known subnets that have been met by their id, to which new ones are added
 */
export function foreignSubnets(value: unknown, stack: ResourceIndex, known: Map<string, Resource>): Links {
  const found = links(value, SUBNETS, stack);
  if (!found.open) return found;
  const resolved = stack.value(value);
  const items = (Array.isArray(resolved) ? resolved : [resolved]).map((one) => stack.value(one));
  const foreign = items
    .filter((one) => typeof one === 'string' && ONE.test(one))
    .map((one) => subnet(String(one), known));
  const rest = links(
    items.filter((one) => !(typeof one === 'string' && ONE.test(one))),
    SUBNETS,
    stack,
  );
  const once = new Set(foreign);
  return { certain: [...rest.certain, ...once], possible: [...rest.possible, ...once], open: rest.open };
}

function subnet(text: string, known: Map<string, Resource>): Resource {
  const address = text.startsWith('${') ? text.slice(2, -1).replace(/\.id$/, '') : text;
  const found = known.get(address) ?? { address, type: 'aws_subnet', name: address, body: {} };
  known.set(address, found);
  return found;
}
