import type { DebianRelease, ReleaseProgram } from '../../../model/releases';
import { databaseProgram, ENGINES } from '../../data/engines';
import type { DataFates } from '../../data/moves';
import type { Store } from '../../data/stores';
import { isReleaseBack } from '../../node-release';
import type { SiteFacts } from '../../site-facts';
import type { Blocker } from '../../upgrade';
import { decision, listed } from './blocker';

/** Data that another version of a program is to open than has written it, on the same volumes. */
export function releaseBlockers(before: SiteFacts, after: SiteFacts, { stays, moves }: DataFates): readonly Blocker[] {
  const pairs = [...stays, ...moves.map(({ from, to }) => ({ before: from, after: to }))];
  return pairs.flatMap(({ before: old, after: now }) => {
    const program = writerOf(old);
    const pair = program && otherRelease(old, now, before, after);
    if (!pair) return [];
    const [had, has] = pair;
    if (program === 'PostgreSQL') return otherPostgresql(old, had, has);
    if (!isReleaseBack(had, has)) return [];
    const reason = `${listed(old.holders)} ${old.holders.length > 1 ? 'hold' : 'holds'} what ${program} ${had.programs[program]} of ${had.title} has written for ${old.tier}; ${program} ${has.programs[program]} of ${has.title} is not made to open that, and may refuse it or spoil it.`;
    const remedy = `Leave 'os: ${had.os}'. To go back all the same, take a dump or a copy first, and load it into empty volumes.`;
    return [decision('release-back', old.tier, reason, remedy)];
  });
}

/** No version of PostgreSQL opens what another has written, be it older or newer. */
function otherPostgresql(store: Store, had: DebianRelease, has: DebianRelease): readonly Blocker[] {
  const [old, now] = [had.programs.PostgreSQL, has.programs.PostgreSQL];
  if (old === now) return [];
  const reason = `${listed(store.holders)} ${store.holders.length > 1 ? 'hold' : 'holds'} what PostgreSQL ${old} of ${had.title} has written for ${store.tier}; PostgreSQL ${now} of ${has.title} does not open that: it leaves it as it is, and ${store.tier} serves nothing.`;
  const remedy = `Leave 'os: ${had.os}'. To change the version, take a dump before, put the old files aside and load it after, as the operations manual says.`;
  return [decision('version-unreadable', store.tier, reason, remedy)];
}

/** The program whose files another version may not open. */
function writerOf({ kind, engine }: Store): ReleaseProgram | undefined {
  if (kind === 'database') return databaseProgram(engine);
  return ENGINES[engine].copies === 'three-of-a-part' ? 'GlusterFS' : undefined;
}

/** The releases of a node that keeps its volume and gets another one. */
function otherRelease(
  old: Store,
  now: Store,
  before: SiteFacts,
  after: SiteFacts,
): readonly [DebianRelease, DebianRelease] | undefined {
  for (const node of old.nodes) {
    const same = now.nodes.find(({ volumes }) => volumes.some((one) => node.volumes.includes(one)));
    const [had, has] = [before.releaseOf(node), same && after.releaseOf(same)];
    if (had && has && had.os !== has.os) return [had, has];
  }
  return undefined;
}
