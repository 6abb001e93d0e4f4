import type { Fields } from '../values';
import table from './own-blocks.json';

/*
 * A plan does not record blocks that are made in a loop: where what the loop goes through is known after the apply, all that it has of
 * them is that the whole is not known, just as of what AWS fills in. "None" would be the better case, so for what the configuration alone
 * can bring, that is kept.
 */

/** Blocks, at any depth, that the provider never fills in by itself: by its schema, and its own plan of a resource without them. */
const OWN: Readonly<Record<string, readonly string[]>> = table.types;

/** Blocks that AWS fills in as well, but of which, or of the others beside them, one has to be written. */
const ONE_OF: Readonly<Record<string, readonly (readonly string[])[]>> = {
  aws_autoscaling_group: [['launch_template', 'mixed_instances_policy', 'launch_configuration']],
  aws_lb: [['subnet_mapping', 'subnets']],
};

/** Arguments that take blocks, and are known after the apply whether or not there are any: taken as there. */
const FILLED: Readonly<Record<string, readonly string[]>> = {
  aws_security_group: ['ingress', 'egress'],
  aws_route_table: ['route'],
  aws_default_route_table: ['route'],
};

/**
 * Whether an argument that is not known as a whole may be blocks made in a loop.
 * @param beside what is recorded of the arguments beside it: values and expressions
 */
export function mayBeLooped(type: string, key: string, beside: readonly Fields[]): boolean {
  const known = type.replace(/^aws_alb(?=_|$)/, 'aws_lb');
  if (OWN[known]?.includes(key) || FILLED[known]?.includes(key)) return true;
  const group = ONE_OF[known]?.find((keys) => keys.includes(key));
  return group !== undefined && !group.some((one) => beside.some((recorded) => isGiven(recorded[one])));
}

function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
