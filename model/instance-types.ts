/** A processor architecture, as Debian names it. */
export type Architecture = 'amd64' | 'arm64';

/** What a node of one instance type has. */
export interface InstanceType {
  /** As AWS names it: `t3.small`. */
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly architecture: Architecture;
  /** Does it run on CPU credits (the T families)? */
  readonly burstable: boolean;
}

/**
 * Families by what their sizes have in common. Within a line the sizes double regularly, so the table is made by
 * rule. Source: EC2 instance type pages, November 2025; bare metal is left out.
 */
const BURSTABLE: Readonly<Record<string, Architecture>> = { t3: 'amd64', t3a: 'amd64', t4g: 'arm64' };

const BURSTABLE_SIZES: readonly (readonly [size: string, vcpus: number, memoryMiB: number])[] = [
  ['nano', 2, 512],
  ['micro', 2, 1024],
  ['small', 2, 2048],
  ['medium', 2, 4096],
  ['large', 2, 8192],
  ['xlarge', 4, 16384],
  ['2xlarge', 8, 32768],
];

/** MiB of memory for each vCPU, by the family's first letter. */
const MIB_PER_VCPU = { c: 2048, m: 4096, r: 8192 } as const;

const COMMON_SIZES = [
  ['large', 2],
  ['xlarge', 4],
  ['2xlarge', 8],
  ['4xlarge', 16],
  ['8xlarge', 32],
  ['12xlarge', 48],
  ['16xlarge', 64],
] as const;

/** Generations, and the sizes that they have besides the common ones. */
const GENERATIONS = [
  {
    suffix: '6i',
    architecture: 'amd64',
    more: [
      ['24xlarge', 96],
      ['32xlarge', 128],
    ],
  },
  {
    suffix: '6a',
    architecture: 'amd64',
    more: [
      ['24xlarge', 96],
      ['32xlarge', 128],
      ['48xlarge', 192],
    ],
  },
  {
    suffix: '7i',
    architecture: 'amd64',
    more: [
      ['24xlarge', 96],
      ['48xlarge', 192],
    ],
  },
  { suffix: '6g', architecture: 'arm64', more: [['medium', 1]] },
  { suffix: '7g', architecture: 'arm64', more: [['medium', 1]] },
] as const;

function burstable(): readonly InstanceType[] {
  return Object.entries(BURSTABLE).flatMap(([family, architecture]) =>
    BURSTABLE_SIZES.map(([size, vcpus, memoryMiB]) => ({
      name: `${family}.${size}`,
      vcpus,
      memoryMiB,
      architecture,
      burstable: true,
    })),
  );
}

function fixedPerformance(): readonly InstanceType[] {
  return Object.entries(MIB_PER_VCPU).flatMap(([letter, mibPerVcpu]) =>
    GENERATIONS.flatMap(({ suffix, architecture, more }) =>
      [...COMMON_SIZES, ...more]
        .map(([size, vcpus]) => ({
          name: `${letter}${suffix}.${size}`,
          vcpus,
          memoryMiB: vcpus * mibPerVcpu,
          architecture,
          burstable: false,
        }))
        .sort((a, b) => a.vcpus - b.vcpus),
    ),
  );
}

/** Every instance type that a node may have, by name; small before large within a family. */
export const INSTANCE_TYPES: ReadonlyMap<string, InstanceType> = new Map(
  [...burstable(), ...fixedPerformance()].map((type) => [type.name, type]),
);

/** The families that `size` may come from. */
export const INSTANCE_FAMILIES: readonly string[] = [
  ...new Set([...INSTANCE_TYPES.keys()].map((name) => name.slice(0, name.indexOf('.')))),
];

/** @throws RangeError for a name that is not in the table; a parsed topology holds none. */
export function instanceType(name: string): InstanceType {
  const type = INSTANCE_TYPES.get(name);
  if (type === undefined) {
    throw new RangeError(
      `unknown instance type ${JSON.stringify(name)}; known families: ${INSTANCE_FAMILIES.join(', ')}`,
    );
  }
  return type;
}
