import type { ResourceIndex } from './resource-index';
import { fields } from './values';

/** Whether a stack was synthesized from a topology: its machines carry the tier that they belong to. */
export function bearsMark(stack: ResourceIndex): boolean {
  const tagged = stack.ofType('aws_instance').some(({ body }) => 'nospof:tier' in fields(stack.value(body.tags)));
  return tagged || Object.keys(stack.locals).some((name) => name.endsWith('_machine'));
}
