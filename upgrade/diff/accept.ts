import type { AcceptedChange, Blocker, Upgrade } from '../upgrade';

/** Accepted changes compared with an upgrade's blockers. */
export interface Decided {
  readonly upgrade: Upgrade;
  /** Those of which nothing came, and why. */
  readonly unused: readonly { readonly address: string; readonly why: 'no-blocker' | 'not-acceptable' }[];
}

/** The upgrade with the accepted blockers marked as such. What no reason can accept stays as it is. */
export function withAccepted(upgrade: Upgrade, acceptedChanges: readonly AcceptedChange[]): Decided {
  const reasons = new Map(acceptedChanges.map(({ address, because }) => [address, because]));
  const blockers = upgrade.blockers.map((blocker): Blocker => {
    const because = blocker.acceptable ? reasons.get(blocker.address) : undefined;
    return because === undefined ? blocker : { ...blocker, acceptedBecause: because };
  });
  const unused = [...reasons.keys()].flatMap((address) => {
    const about = upgrade.blockers.filter((blocker) => blocker.address === address);
    if (about.some(({ acceptable }) => acceptable)) return [];
    return [{ address, why: about.length === 0 ? ('no-blocker' as const) : ('not-acceptable' as const) }];
  });
  return { upgrade: { ...upgrade, blockers }, unused };
}

/** Blockers that nobody has decided. */
export function openBlockers({ blockers }: Upgrade): readonly Blocker[] {
  return blockers.filter(({ acceptedBecause }) => acceptedBecause === undefined);
}
