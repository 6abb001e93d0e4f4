import type { Allowance, Stop, Upgrade } from '../upgrade';

/** Allowances held against an upgrade's stops. */
export interface Decided {
  readonly upgrade: Upgrade;
  /** Allowances of which nothing came, and why. */
  readonly unused: readonly { readonly address: string; readonly why: 'no-stop' | 'not-allowable' }[];
}

/** The upgrade with what is meant marked as such. What no reason can allow stays as it is. */
export function allowed(upgrade: Upgrade, allowances: readonly Allowance[]): Decided {
  const reasons = new Map(allowances.map(({ address, because }) => [address, because]));
  const stops = upgrade.stops.map((stop): Stop => {
    const because = stop.allowable ? reasons.get(stop.address) : undefined;
    return because === undefined ? stop : { ...stop, allowedBecause: because };
  });
  const unused = [...reasons.keys()].flatMap((address) => {
    const about = upgrade.stops.filter((stop) => stop.address === address);
    if (about.some(({ allowable }) => allowable)) return [];
    return [{ address, why: about.length === 0 ? ('no-stop' as const) : ('not-allowable' as const) }];
  });
  return { upgrade: { ...upgrade, stops }, unused };
}

/** Stops that nobody has decided. */
export function undecided({ stops }: Upgrade): readonly Stop[] {
  return stops.filter(({ allowedBecause }) => allowedBecause === undefined);
}
