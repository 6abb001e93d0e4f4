import type { DebianRelease, ReleaseProgram } from '../../../model/releases';
import { ENGINES } from '../../data/engines';
import type { DataFates } from '../../data/moves';
import type { Store } from '../../data/stores';
import { isReleaseBack } from '../../node-release';
import type { SiteFacts } from '../../site-facts';
import type { Blocker } from '../../upgrade';
import { decision, listed } from './blocker';

/** Data that an older program is to open than has written it, on the same volumes. */
export function releaseBlockers(before: SiteFacts, after: SiteFacts, { stays, moves }: DataFates): readonly Blocker[] {
  const pairs = [...stays, ...moves.map(({ from, to }) => ({ before: from, after: to }))];
  return pairs.flatMap(({ before: old, after: now }) => {
    const program = writerOf(old);
    const back = program && backwards(old, now, before, after);
    if (!back) return [];
    const [had, has] = back;
    const reason = `${listed(old.holders)} ${old.holders.length > 1 ? 'hold' : 'holds'} what ${program} ${had.programs[program]} of ${had.title} has written for ${old.keeper}; ${program} ${has.programs[program]} of ${has.title} is not made to open that, and may refuse it or spoil it.`;
    const remedy = `Leave 'os: ${had.os}'. To go back all the same, take a dump or a copy first, and load it into empty volumes.`;
    return [decision('release-back', old.keeper, reason, remedy)];
  });
}

/** The program whose files no older one is made to open. */
function writerOf({ kind, engine }: Store): ReleaseProgram | undefined {
  if (kind === 'database') return 'MariaDB';
  return ENGINES[engine].copies === 'three-of-a-part' ? 'GlusterFS' : undefined;
}

/** The releases of a node that keeps its volume and goes back. */
function backwards(
  old: Store,
  now: Store,
  before: SiteFacts,
  after: SiteFacts,
): readonly [DebianRelease, DebianRelease] | undefined {
  for (const node of old.nodes) {
    const same = now.nodes.find(({ volumes }) => volumes.some((one) => node.volumes.includes(one)));
    const [had, has] = [before.releaseOf(node), same && after.releaseOf(same)];
    if (had && has && isReleaseBack(had, has)) return [had, has];
  }
  return undefined;
}
