/** A run of addresses inside each subnet of one exposure. */
export interface AddressRange {
  /** First address, counted from the start of the subnet. */
  readonly first: number;
  readonly size: number;
  /**
   * Addresses that a tier keeps clear of others: as many as it can have nodes in one zone, so that tiers which do not meet
   * today never meet by growing.
   * @default - the most nodes of the kind
   */
  readonly block?: number;
  /** How a tier whose nodes are too many for that finds room. @default - it reserves a block and never more */
  readonly grows?: {
    /** Tiers start in so many of the range's first addresses, and may grow past their block into the rest. */
    readonly startSpace: number;
  };
}

/**
 * Which addresses a kind has in each zone's private and public subnet; left out where it never stands there. The numbers
 * are part of every deployed site: never change one, never use one again.
 */
export interface AddressPlan {
  readonly private?: AddressRange;
  readonly public?: AddressRange;
}

/** The first slot stays free for AWS's own addresses and for NAT gateways. */
const PRIVATE_SLOT = 256;
const PUBLIC_SLOT = 128;

/** The k-th slot of a private subnet, from 1; the upper half of the subnet has none. */
export function privateSlot(k: number): AddressRange {
  return { first: k * PRIVATE_SLOT, size: PRIVATE_SLOT };
}

/** The k-th slot of a public subnet, from 1. */
export function publicSlot(k: number): AddressRange {
  return { first: k * PUBLIC_SLOT, size: PUBLIC_SLOT };
}
