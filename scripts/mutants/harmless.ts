import type { Mutation } from './mutant';

/** Changes that take nothing from a site, or nothing that a verdict is about, each with the reason why. */
export const HARMLESS_CHANGES: readonly {
  /** Of the mutation's kind. @default - any */
  readonly kind?: RegExp;
  /** Of its name, which has the edit and the line. @default - any */
  readonly name?: RegExp;
  readonly because: string;
}[] = [
  { kind: /^aws_(cloudwatch_|sns_|dlm_)/, because: 'alarms and snapshots keep no service up' },
  {
    name: /: (tags\.Name|description|comment|lifecycle|depends_on|monitoring)\b/,
    because: 'text for people, and what Terraform does later',
  },
];

/** Why a change is harmless; nothing where no reason is known. */
export function harmlessReason({ kind, name }: Mutation): string | undefined {
  return HARMLESS_CHANGES.find((one) => (one.kind?.test(kind) ?? true) && (one.name?.test(name) ?? true))?.because;
}
