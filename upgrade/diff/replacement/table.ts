import table from './table.json';

/** What a change of an attribute does to the resource that is there already. */
export type Effect = 'replace' | 'update' | 'nothing';

/** How an attribute differs between two configurations. `added` and `removed` mean against not being set at all. */
export type Difference = 'changed' | 'added' | 'removed';

/**
 * What the provider does when attributes of one resource type change. A path names attributes as they are nested, without
 * indexes: `root_block_device.volume_size`. The path of a nested block itself stands for one that comes or goes.
 */
export interface TypeRules {
  /** Paths whose change makes a new resource. */
  readonly replaces: readonly string[];
  /** Paths whose change is made on the resource as it is. */
  readonly updates: readonly string[];
  /** Paths whose change the provider does not act on. */
  readonly ignores?: readonly string[];
  /** Where `added` or `removed` has another effect than `changed`: path → difference → effect. */
  readonly except?: Readonly<Record<string, Partial<Record<Difference, string>>>>;
  /** Values that the provider takes where nothing is set; setting the same changes nothing. */
  readonly defaults?: Readonly<Record<string, string | number | boolean>>;
  /** Top attribute → those that are known only after apply when it changes in place; what refers to them changes too. */
  readonly unknownAfter?: Readonly<Record<string, readonly string[]>>;
  /** Paths where the effect depends on the values, and how: `by-values.ts` decides, or AWS refuses. */
  readonly conditional?: Readonly<Record<string, string>>;
}

/** What was learned from one version of the provider. */
export interface ReplacementTable {
  /** Version of `hashicorp/aws`. */
  readonly provider: string;
  /** Date of the derivation, `YYYY-MM-DD`. */
  readonly derived: string;
  readonly types: Readonly<Record<string, TypeRules>>;
}

/** The table as it was derived from the provider's own plans (docs/decisions/0020). */
export const REPLACEMENT: ReplacementTable = table;

/**
 * What the provider of the derivation did not have yet, or did not tell, by the documentation and the source of the version that
 * brought it: type → path → effect. `blocked_encryption_types`: 6.22. `region`: 6.0, where it forces a new resource. A delivery
 * destination whose ARN stays one of S3's is updated (delivery_destination.go); the worse is assumed.
 */
const NEWER: Readonly<Record<string, Readonly<Record<string, Effect>>>> = {
  aws_s3_bucket_server_side_encryption_configuration: { 'rule.blocked_encryption_types': 'update' },
  aws_cloudwatch_log_delivery: { region: 'replace' },
  aws_cloudwatch_log_delivery_source: { region: 'replace' },
  aws_cloudwatch_log_delivery_destination: {
    name: 'replace',
    output_format: 'replace',
    region: 'replace',
    'delivery_destination_configuration.destination_resource_arn': 'replace',
    tags: 'update',
  },
};

const EFFECTS: readonly Effect[] = ['replace', 'update', 'nothing'];

/** The effect of one difference, or undefined where the table does not know: that is unknown, never safe. */
export function effect(type: string, path: string, difference: Difference): Effect | undefined {
  const newer = NEWER[type]?.[path];
  if (newer) return newer;
  const rules = REPLACEMENT.types[type];
  if (!rules) return undefined;
  const except = EFFECTS.find((one) => one === rules.except?.[path]?.[difference]);
  if (except) return except;
  if (rules.replaces.includes(path)) return 'replace';
  if (rules.updates.includes(path)) return 'update';
  return rules.ignores?.includes(path) ? 'nothing' : undefined;
}
