/** What a resource is billed for in a month. */
export interface BilledUse {
  /** Item of the price list, as `ec2:t3.small`. */
  readonly item: string;
  /**
   * How many of the price's units in a month of 730 hours: hours, GB, pieces. Undefined where it depends on what the site does,
   * so that no sum can hold it.
   */
  readonly quantity: number | undefined;
}

/** Something that runs all the time. */
export function hourly(item: string, pieces = 1): BilledUse {
  return { item, quantity: pieces * HOURS_A_MONTH };
}

/** Something that is billed by the month, or by what it holds for a month. */
export function monthly(item: string, quantity: number): BilledUse {
  return { item, quantity };
}

/** Something that is billed by what the site does: bytes, requests, changed blocks. */
export function byUse(item: string): BilledUse {
  return { item, quantity: undefined };
}

/** AWS's own calculator counts a month as 730 hours. */
export const HOURS_A_MONTH = 730;
