import type { NodeRule } from '../node-gap';
import { requirements } from './requirements';
import { units } from './units';

/** What files and units of a node must say for it to do its part, besides what brings it up. */
export const fileContents: NodeRule = (node, site) => [...units(node, site), ...requirements(node, site)];
