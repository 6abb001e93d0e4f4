import { shortName } from '../gap';
import type { NodeGap, NodeRule } from '../node-gap';
import { requirements } from './requirements';
import { shipped } from './shipped';
import { units } from './units';

/**
 * What files and units of a node must say for it to do its part, besides what brings it up. These rules hold a file to how synthesis
 * writes it, as digests do: of a file that its owner accepts as it is they say nothing. Rules that read what a file means judge on.
 */
export const fileContents: NodeRule = (node, site) => {
  const accepted = new Set(
    site.acceptedDifferences.flatMap(({ element, differs }) =>
      element === node.address ? [`${differs} of ${shortName(element)}`] : [],
    ),
  );
  const isOpen = ({ where }: NodeGap) => !accepted.has(where);
  return [...units(node, site), ...requirements(node, site), ...shipped(node, site)].filter(isOpen);
};
