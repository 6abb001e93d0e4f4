/**
 * Commercial AWS regions and the letters of their availability zones.
 * Source: AWS Global Infrastructure and the EC2 `DescribeAvailabilityZones` answers published with botocore and
 * moto, as of November 2025. Local Zones and the China and GovCloud partitions are left out.
 */
const ZONE_LETTERS = {
  'af-south-1': 'abc',
  'ap-east-1': 'abc',
  'ap-east-2': 'abc',
  'ap-northeast-1': 'acd',
  'ap-northeast-2': 'abcd',
  'ap-northeast-3': 'abc',
  'ap-south-1': 'abc',
  'ap-south-2': 'abc',
  'ap-southeast-1': 'abc',
  'ap-southeast-2': 'abc',
  'ap-southeast-3': 'abc',
  'ap-southeast-4': 'abc',
  'ap-southeast-5': 'abc',
  'ap-southeast-6': 'abc',
  'ap-southeast-7': 'abc',
  'ca-central-1': 'abd',
  'ca-west-1': 'abc',
  'eu-central-1': 'abc',
  'eu-central-2': 'abc',
  'eu-north-1': 'abc',
  'eu-south-1': 'abc',
  'eu-south-2': 'abc',
  'eu-west-1': 'abc',
  'eu-west-2': 'abc',
  'eu-west-3': 'abc',
  'il-central-1': 'abc',
  'me-central-1': 'abc',
  'me-south-1': 'abc',
  'mx-central-1': 'abc',
  'sa-east-1': 'abc',
  'us-east-1': 'abcdf',
  'us-east-2': 'abc',
  'us-west-1': 'ac',
  'us-west-2': 'abcd',
} as const;

/**
 * Letters that only some accounts have in place of another one, and zones that lack instance types that this project
 * starts with (us-east-1e has no t3 in most accounts). They are never chosen by a count, but a list of zones may name them.
 */
const SOME_ACCOUNTS: Readonly<Partial<Record<Region, string>>> = {
  'ap-northeast-1': 'b',
  'us-east-1': 'e',
  'us-west-1': 'b',
};

/**
 * Regions that are disabled in an account until somebody enables them: all that opened after 20 March 2019 (AWS Account
 * Management guide, "Enable or disable AWS Regions", November 2025).
 */
const OPT_IN: ReadonlySet<string> = new Set<Region>([
  ...(['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4'] as const),
  ...(['ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'ca-west-1', 'eu-central-2', 'eu-south-1'] as const),
  ...(['eu-south-2', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1'] as const),
]);

/** Whether an account has a region only after somebody enabled it. */
export function isOptIn(region: string): boolean {
  return OPT_IN.has(region);
}

/** A commercial AWS region, as `eu-central-1`. */
export type Region = keyof typeof ZONE_LETTERS;

const zoneNames = (region: string, letters: string): readonly string[] => [...letters].map((letter) => region + letter);

const ZONES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(ZONE_LETTERS).map(([region, letters]) => [region, zoneNames(region, letters)]),
);

/** All regions, sorted. */
export const REGIONS: readonly string[] = [...ZONES.keys()];

export function isRegion(name: string): name is Region {
  return ZONES.has(name);
}

/** The zones that a count chooses from, in order, as `['eu-central-1a', …]`; empty for an unknown region. */
export function zonesOf(region: string): readonly string[] {
  return ZONES.get(region) ?? [];
}

/** Every zone that a topology may name in this region: `zonesOf`, and those that only some accounts have. */
export function nameableZonesOf(region: string): readonly string[] {
  const extra = isRegion(region) ? (SOME_ACCOUNTS[region] ?? '') : '';
  return [...zonesOf(region), ...zoneNames(region, extra)].sort();
}
