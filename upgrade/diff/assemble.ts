import type { Note } from '../../check/note';
import { dataFates } from '../data/moves';
import type { SiteFacts } from '../site-facts';
import { moveParts } from '../steps/moves';
import type { NodeChange, SettingChange, Upgrade, UpgradeFacts } from '../upgrade';
import { dataBlockers, versioningBlockers } from './blockers/data-blockers';
import { addressBlockers, networkBlockers } from './blockers/network-blockers';
import { placeBlockers } from './blockers/place-blockers';
import { protectionBlockers } from './blockers/protection';
import { bySeverity } from './blockers/severity';
import { goalBlockers, identityBlockers, isElsewhere, survivalBlockers } from './blockers/site-blockers';
import { goalChanges, survivedOf } from './facts/goal-changes';
import { nodeChanges } from './facts/node-changes';
import { Owners } from './facts/owners';
import { resourceChanges } from './facts/resource-changes';
import { siteSettings } from './facts/site-settings';
import { tierChanges } from './facts/tier-changes';
import { configurationTexts, machineChanges, type TextsOf } from './machines/machine-changes';
import type { Planned } from './prediction/prediction';

/** What becomes of the resources, and where that is known from. */
export interface Actions {
  /** Sorted by address. */
  readonly planned: readonly Planned[];
  /** Replaced with the new one made first. */
  readonly createdFirst: ReadonlySet<string>;
  /** What could not be known of them, a sentence each. */
  readonly unknown: readonly string[];
}

/**
 * An upgrade, from both sides and what Terraform does.
 * @param oldTexts configurations of the old side's nodes. @default - from its Terraform
 */
export function assemble(before: SiteFacts, after: SiteFacts, actions: Actions, oldTexts?: TextsOf): Upgrade {
  const { planned, createdFirst } = actions;
  const [old, now] = [before.side, after.side];
  const resources = resourceChanges(planned, new Owners(before, after), createdFirst);
  const moved = new Map(planned.map(({ address, movedFrom }) => [movedFrom ?? address, address]));
  const origins = new Map(planned.map(({ address, movedFrom }) => [address, movedFrom ?? address]));
  const nodes = nodeChanges(resources, before, after);
  const goals = goalChanges(old.verdict, now.verdict, (address) => moved.get(address) ?? address);
  const survives = { before: survivedOf(old.verdict), after: survivedOf(now.verdict) };
  const tiers = tierChanges(before, after);
  const oldAddressOf = (address: string) => origins.get(address) ?? address;
  const upgrade: UpgradeFacts = {
    before: old,
    after: now,
    goals,
    survives,
    tiers,
    settings: withRelease(siteSettings(old.topology, now.topology), nodes),
    resources,
    nodes,
    machines: machineChanges({ before, after, nodes, oldAddressOf, oldTexts: oldTexts ?? configurationTexts(before) }),
    unknown: [...actions.unknown, ...once([...(old.verdict?.unknown ?? []), ...(now.verdict?.unknown ?? [])])],
  };
  const fates = dataFates(before, after);
  const parts = moveParts({ upgrade, before, after, fates, names: UNNAMED });
  const sides = { resources, planned: new Map(planned.map((one) => [one.address, one])) };
  return {
    ...upgrade,
    blockers: [
      ...identityBlockers(old, now),
      ...dataBlockers(sides),
      ...versioningBlockers(sides),
      ...networkBlockers(resources, upgrade.nodes),
      ...protectionBlockers(planned),
      ...(isElsewhere(old, now)
        ? []
        : [
            ...placeBlockers({ before, after, fates, parts, oldAddressOf }),
            ...addressBlockers(fates),
            ...goalBlockers(goals, now.verdict?.accepted ?? []),
          ]),
      ...survivalBlockers(old, now, survives),
    ].sort(bySeverity),
  };
}

/** The release, where no topology tells of it: nodes do. */
function withRelease(settings: readonly SettingChange[], nodes: readonly NodeChange[]): readonly SettingChange[] {
  const releases = nodes.flatMap(({ os }) => os ?? []);
  if (releases.length === 0 || settings.some(({ setting }) => setting === 'os')) return settings;
  const [before, after] = (['before', 'after'] as const).map((side) =>
    [...new Set(releases.map((one) => one[side]))].sort().join(', '),
  );
  return [...settings, { setting: 'os', before, after }].sort((a, b) => (a.setting < b.setting ? -1 : 1));
}

/** Whether a move has a way does not depend on what the stack is called. */
const UNNAMED = { stack: 'new' };

/** Notes of both sides, each once. */
function once(notes: readonly Note[]): readonly Note[] {
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}
