/** What tells one of several instances from the others; undefined for the one instance without `count` and `for_each`. */
export type InstanceKey = string | number | undefined;

/** What a plan of a configuration knows that the configuration alone does not. */
export interface PlannedValues {
  /** All instances of a resource or data source, by its address; undefined where the plan does not tell. */
  keys(address: string): readonly InstanceKey[] | undefined;
  /** The instances of a called module that hold a resource; undefined where none does. */
  moduleKeys(address: string): readonly InstanceKey[] | undefined;
  /** The value of an instance's attribute, as JSON; undefined where only the apply tells it. */
  attribute(address: string, name: string): unknown;
}
