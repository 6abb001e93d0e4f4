/** A place where two JSON values differ. */
export interface Difference {
  /** As `terraform.required_providers.aws.version`. */
  readonly path: string;
  /** What stands there, `undefined` where nothing does. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Every place where two JSON values differ, in the order of the first. */
export function differences(before: unknown, after: unknown, path = ''): readonly Difference[] {
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) {
    return Object.is(before, after) ? [] : [{ path, before, after }];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => differences(before[key], after[key], path === '' ? key : `${path}.${key}`));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
