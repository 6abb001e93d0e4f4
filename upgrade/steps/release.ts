import { NODE_FILES } from '../../model/node-files';
import { RELEASES } from '../../model/releases';
import type { Machine } from '../../terraform/machine/machine';
import { POSTGRESQL_UNIT } from '../data/stores';
import { isReleaseBack } from '../node-release';
import type { SiteFacts } from '../site-facts';
import type { NodeChange } from '../upgrade';
import type { StepContext } from './context';
import type { NodeGroup } from './machines';
import type { Step } from './step';

/**
 * Groups whose nodes get another release, in the order in which their programs want it: whoever is asked before whoever asks.
 * A newer server knows its older clients, not the reverse. Others keep their places before them.
 */
export function providersFirst({ before }: StepContext, groups: readonly NodeGroup[]): readonly NodeGroup[] {
  const depth = depths(before);
  const upgraded = groups.filter(({ event }) => event === 'upgraded');
  const others = groups.filter(({ event }) => event !== 'upgraded');
  return [...others, ...[...upgraded].sort((a, b) => depth(a.tier) - depth(b.tier) || (a.tier < b.tier ? -1 : 1))];
}

/** How many tiers stand behind one another below a tier; 0 for one that needs none. O(needs). */
function depths({ claims }: SiteFacts): (tier: string) => number {
  const needed = new Map<string, Set<string>>();
  for (const { from, anyOf } of claims?.needs ?? []) {
    const tier = tierOf(from);
    const all = needed.get(tier) ?? new Set();
    for (const one of anyOf) if (tierOf(one) !== tier) all.add(tierOf(one));
    needed.set(tier, all);
  }
  const known = new Map<string, number>();
  const depth = (tier: string): number => {
    const found = known.get(tier);
    if (found !== undefined) return found;
    known.set(tier, 0); // tiers that need each other have no order
    const deepest = Math.max(0, ...[...(needed.get(tier) ?? [])].map((one) => depth(one) + 1));
    known.set(tier, deepest);
    return deepest;
  };
  return depth;
}

function tierOf(service: string): string {
  return service.slice(0, service.lastIndexOf('.'));
}

/** What a node does before its machine goes for good: its data are closed by the program that wrote them. */
export function closingLines(machine: Machine): readonly string[] {
  const server = machine.serves.map(({ unit }) => unit).filter((unit) => POSTGRESQL_UNIT.test(unit));
  const units = [...['pacemaker', 'mariadb'].filter((one) => machine.starts(one)), ...server];
  return ['nospof-follow.timer', ...units].map((unit) => `systemctl stop ${unit}`);
}

/** What of a node's turn cannot be taken back, in a sentence; empty where the same step leads back. */
export function wayBack(machine: Machine, { os }: NodeChange, isLast: boolean): string {
  if (!os) return '';
  if (machine.serves.some(({ unit }) => POSTGRESQL_UNIT.test(unit))) {
    const [had, has] = [RELEASES[os.before].programs.PostgreSQL, RELEASES[os.after].programs.PostgreSQL];
    return `PostgreSQL ${has} does not open what ${had} has written: it leaves that as it is, and stops its setup until the files are put aside and a dump is loaded.`;
  }
  if (!keepsDatabase(machine)) return '';
  const [old, now] = [RELEASES[os.before].programs.MariaDB, RELEASES[os.after].programs.MariaDB];
  if (isReleaseBack({ os: os.before }, { os: os.after }))
    return `MariaDB ${now} is not made to open what ${old} has written: keep the snapshot, and load a dump into an empty volume.`;
  return isLast
    ? `No way back but the snapshot from here on: MariaDB ${now} has written the data, and it promises nothing to ${old}.`
    : `Its own data cannot go back to MariaDB ${old}: it would need a copy of a node that still runs ${old}.`;
}

function keepsDatabase(machine: Machine): boolean {
  return machine.starts('mariadb') || machine.files.has(NODE_FILES.databaseAgent);
}

/**
 * A volume of GlusterFS goes on in the dialect of its oldest program until somebody says that none is left: servers and
 * clients alike.
 */
export function dialectSteps({ before, upgrade }: StepContext): readonly Step[] {
  const upgraded = upgrade.nodes.filter(({ event }) => event === 'upgraded');
  const tiers = [...new Set(upgraded.flatMap(({ tier }) => tier ?? []))].sort();
  return tiers.flatMap((tier): readonly Step[] => {
    const [node] = before.nodesOf(tier);
    const os = upgraded.find((one) => one.tier === tier)?.os;
    if (
      !node ||
      !os ||
      isReleaseBack({ os: os.before }, { os: os.after }) ||
      !before.machineOf(node).starts('glusterd')
    )
      return [];
    return [
      {
        phase: 'switch',
        title: `Raise the operating version of ${tier}`,
        why: `All of its servers and clients run GlusterFS ${RELEASES[os.after].programs.GlusterFS} now. After it none of ${RELEASES[os.before].programs.GlusterFS} can join or mount: until then each node can go back, and afterwards none.`,
        commands: [
          {
            on: [node.name],
            lines: [
              "version=$(gluster volume get all cluster.max-op-version | awk '/^cluster.max-op-version/ { print $2 }')",
              'gluster --mode=script volume set all cluster.op-version "$version"',
            ],
          },
        ],
        downtime: [],
      },
    ];
  });
}
