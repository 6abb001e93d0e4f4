import type { Tier } from '../../../model/tiers';
import { number } from '../../../terraform/values';
import type { SiteFacts } from '../../site-facts';
import type { SettingChange, TierChange, TierFacts } from '../../upgrade';

/** Settings that are read from the Terraform rather than from the topology. */
const READ = new Set(['name', 'nodes', 'size', 'zones', 'storageGiB']);

/** Tiers that come, go or change, by name. */
export function tierChanges(before: SiteFacts, after: SiteFacts): readonly TierChange[] {
  const [old, now] = [tiersOf(before), tiersOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((tier) => {
    const change = tierChange(tier, old.get(tier), now.get(tier), settingsOf(before, tier), settingsOf(after, tier));
    return change.action === 'changed' && change.settings.length === 0 ? [] : [change];
  });
}

function tierChange(
  tier: string,
  before: TierFacts | undefined,
  after: TierFacts | undefined,
  oldSettings: Settings,
  newSettings: Settings,
): TierChange {
  const [old, now] = [new Set(before?.nodes), new Set(after?.nodes)];
  // Without both topologies a setting of one of them says nothing of the other.
  const compared = oldSettings && newSettings ? differences(oldSettings, newSettings) : [];
  return {
    tier,
    action: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    ...(before ? { before } : {}),
    ...(after ? { after } : {}),
    nodes: {
      added: [...now].filter((node) => !old.has(node)),
      removed: [...old].filter((node) => !now.has(node)),
    },
    settings: before && after ? sorted([...differences(shown(before), shown(after)), ...compared]) : [],
  };
}

/** The tiers of a side: those that have nodes, and those that only its topology knows. */
function tiersOf(side: SiteFacts): ReadonlyMap<string, TierFacts> {
  const kinds = new Map(side.side.topology?.tiers.map(({ name, kind }) => [name, kind]));
  const names = [...side.tiers.keys(), ...kinds.keys()].filter((name) => name !== '');
  return new Map([...new Set(names)].map((name) => [name, tierFacts(name, kinds.get(name), side)]));
}

function tierFacts(tier: string, kind: string | undefined, side: SiteFacts): TierFacts {
  const nodes = side.nodesOf(tier);
  const sizes = nodes.flatMap(({ address }) => side.stack.text(side.stack.get(address)?.body.instance_type) ?? []);
  const storage = nodes.flatMap(({ volumes }) =>
    volumes.map((volume) => number(side.stack.get(volume)?.body.size) ?? 0),
  );
  return {
    ...(kind === undefined ? {} : { kind }),
    nodes: nodes.map(({ name }) => name),
    sizes: [...new Set(sizes)].sort(),
    zones: [...new Set(nodes.flatMap(({ zone }) => zone ?? []))].sort(),
    ...(storage.length === 0 ? {} : { storageGiB: Math.max(...storage) }),
  };
}

type Settings = Readonly<Record<string, string>> | undefined;

function shown({ nodes, sizes, zones, storageGiB }: TierFacts): Readonly<Record<string, string>> {
  return {
    nodes: String(nodes.length),
    size: sizes.join(', '),
    zones: zones.join(', '),
    ...(storageGiB === undefined ? {} : { storageGiB: String(storageGiB) }),
  };
}

function settingsOf({ side }: SiteFacts, name: string): Settings {
  const tier = side.topology?.tiers.find((one) => one.name === name);
  return tier && texts(tier);
}

function texts(tier: Tier): Readonly<Record<string, string>> {
  const settings = Object.entries(tier).filter(([name, value]) => !READ.has(name) && value !== undefined);
  return Object.fromEntries(settings.map(([name, value]) => [name, settingText(value)]));
}

/** A setting as a person writes it. */
export function settingText(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What differs between two sets of settings, by name. */
export function differences(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly SettingChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((setting) => {
    const [old, now] = [before[setting], after[setting]];
    if (old === now) return [];
    return [{ setting, ...(old === undefined ? {} : { before: old }), ...(now === undefined ? {} : { after: now }) }];
  });
}

function sorted(changes: readonly SettingChange[]): readonly SettingChange[] {
  return [...changes].sort((a, b) => (a.setting < b.setting ? -1 : 1));
}
