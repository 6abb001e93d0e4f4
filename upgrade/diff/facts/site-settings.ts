import type { Topology } from '../../../model/topology';
import type { SettingChange } from '../../upgrade';
import { differences, settingText } from './tier-changes';

/** Settings of the site as a whole that differ, by name; tiers are compared by themselves. */
export function siteSettings(before: Topology | undefined, after: Topology | undefined): readonly SettingChange[] {
  if (!before || !after) return [];
  return [...differences(texts(before), texts(after))].sort((a, b) => (a.setting < b.setting ? -1 : 1));
}

function texts({ tiers: _, ...settings }: Topology): Readonly<Record<string, string>> {
  const entries = Object.entries(settings).flatMap(([name, value]): (readonly [string, string])[] => {
    if (value === undefined) return [];
    const isGroup = typeof value === 'object' && !Array.isArray(value);
    if (!isGroup) return [[name, settingText(value)]];
    return Object.entries(value).map(([key, inner]) => [`${name}.${key}`, settingText(inner)]);
  });
  return Object.fromEntries(entries);
}
