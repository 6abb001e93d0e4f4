import type { SiteFacts, StepNode } from '../../steps/site-facts';
import { CloudConfigs } from '../../terraform/cloud-config';
import { userData } from '../../terraform/machine-files';
import { compareNames } from '../facts/node-changes';
import type { MachineChange, NodeChange } from '../upgrade';
import { type ConfigurationChange, ConfigurationDiff } from './configuration-diff';

/** Configuration of the nodes that are on both sides, where it differs; nodes with the same change together. */
export function machineChanges(
  before: SiteFacts,
  after: SiteFacts,
  nodes: readonly NodeChange[],
  oldAddressOf: (address: string) => string,
): readonly MachineChange[] {
  const diff = new ConfigurationDiff(new CloudConfigs());
  const replaced = new Set(nodes.filter(({ event }) => event === 'replaced').map(({ address }) => address));
  const old = new Map([...before.nodes.values()].map((node) => [node.address, node]));
  const groups = new Map<string, { readonly change: ConfigurationChange; readonly nodes: string[] }>();
  for (const node of after.nodes.values()) {
    const was = old.get(oldAddressOf(node.address));
    const change = was && changeOf(before, was, after, node, diff, replaced.has(node.address));
    if (!change) continue;
    const key = JSON.stringify(change);
    const group = groups.get(key);
    if (group) group.nodes.push(node.name);
    else groups.set(key, { change, nodes: [node.name] });
  }
  return [...groups.values()]
    .map(({ change, nodes: names }) => ({ nodes: names.sort(compareNames), ...change }))
    .sort((a, b) => compareNames(a.nodes[0] ?? '', b.nodes[0] ?? ''));
}

function changeOf(
  before: SiteFacts,
  was: StepNode,
  after: SiteFacts,
  node: StepNode,
  diff: ConfigurationDiff,
  replaced: boolean,
): ConfigurationChange | undefined {
  const [old, now] = [textOf(before, was), textOf(after, node)];
  if (old === now) return undefined;
  return diff.compare(old ?? '', now ?? '', replaced);
}

function textOf({ stack }: SiteFacts, { address }: StepNode): string | undefined {
  const instance = stack.get(address);
  return instance && userData(instance, stack);
}
