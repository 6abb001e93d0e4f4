import { CloudConfigs } from '../../../terraform/cloud-config';
import { userData } from '../../../terraform/machine/reader';
import type { SiteFacts, StepNode } from '../../site-facts';
import type { MachineChange, NodeChange } from '../../upgrade';
import { compareNames } from '../facts/node-changes';
import { type ConfigurationChange, ConfigurationDiff } from './configuration-diff';

/** The cloud-config of a node, as a configuration writes it; undefined where there is none. */
export type TextsOf = (node: StepNode) => string | undefined;

/** What machines are compared with. */
export interface MachineSides {
  readonly before: SiteFacts;
  readonly after: SiteFacts;
  readonly nodes: readonly NodeChange[];
  /** The address before the step of one after it. */
  oldAddressOf(address: string): string;
  readonly oldTexts: TextsOf;
}

/** Configuration of the nodes that are on both sides, where it differs; nodes with the same change together. */
export function machineChanges({
  before,
  after,
  nodes,
  oldAddressOf,
  oldTexts,
}: MachineSides): readonly MachineChange[] {
  const diff = new ConfigurationDiff(new CloudConfigs());
  const newTexts = configurationTexts(after);
  const replaced = new Set(
    nodes.filter(({ event }) => event === 'replaced' || event === 'upgraded').map(({ address }) => address),
  );
  const old = new Map([...before.nodes.values()].map((node) => [node.address, node]));
  const groups = new Map<string, { readonly change: ConfigurationChange; readonly nodes: string[] }>();
  const byName = [...after.nodes.values()].sort((a, b) => compareNames(a.name, b.name));
  for (const node of byName) {
    const was = old.get(oldAddressOf(node.address));
    const [had, has] = [was && oldTexts(was), newTexts(node)];
    if (!was || had === has) continue;
    const change = diff.compare(had ?? '', has ?? '', replaced.has(node.address));
    const key = JSON.stringify(change, withoutContext);
    const group = groups.get(key);
    if (group) group.nodes.push(node.name);
    else groups.set(key, { change, nodes: [node.name] });
  }
  return [...groups.values()]
    .map(({ change, nodes: names }) => ({ nodes: names, ...change }))
    .sort((a, b) => compareNames(a.nodes[0] ?? '', b.nodes[0] ?? ''));
}

/** Nodes of a tier differ in their names, which stand beside what changes: the lines around a change do not tell them apart. */
export function withoutContext(key: string, value: unknown): unknown {
  return key === 'lines' && Array.isArray(value) ? value.filter((line) => !String(line).startsWith(' ')) : value;
}

/** The user data of a synthesized stack's instances. */
export function configurationTexts({ stack }: SiteFacts): TextsOf {
  return ({ address }) => {
    const instance = stack.get(address);
    return instance && userData(instance, stack);
  };
}
