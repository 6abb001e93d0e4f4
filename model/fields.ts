/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of an object; none where the value is something else. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** A block that may stand once or as a list: both are written in Terraform's JSON. */
export function blocks(value: unknown): readonly Fields[] {
  return (Array.isArray(value) ? value : [value]).filter(isFields);
}
