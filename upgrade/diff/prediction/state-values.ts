import type { PlannedResource, TerraformDocument } from '../../../terraform/plan/document';
import { type Fields, fields, isFields } from '../../../terraform/values';

/** What a state says of each resource, written as a configuration writes it. */
export class StateValues {
  readonly #values: ReadonlyMap<string, Fields>;
  /** Addresses that a configuration without modules does not have: of modules, and of `count` or `for_each`. */
  readonly elsewhere: readonly string[];
  /** Content of the objects in buckets, by key. */
  readonly #machines: ReadonlyMap<string, string>;

  constructor({ resources, dataSources }: TerraformDocument) {
    const isPlain = ({ module, index }: PlannedResource) => module === '' && index === undefined;
    const escaped = (one: PlannedResource) => [one.address, fields(withoutExpressions(one.values))] as const;
    this.#values = new Map([...resources, ...dataSources].filter(isPlain).map(escaped));
    this.#machines = new Map(
      [...this.#values].flatMap(([address, { key, content }]) => {
        const isObject = address.startsWith('aws_s3_object.') && typeof key === 'string' && typeof content === 'string';
        return isObject ? [[key, content] as const] : [];
      }),
    );
    this.elsewhere = resources.filter((one) => !isPlain(one)).map(({ address }) => address);
  }

  /** As the `resource` block of a configuration in which nothing is left to evaluate. */
  configuration(): Fields {
    const types = new Map<string, [string, Fields][]>();
    for (const [address, values] of this.#values) {
      const [type = '', name = ''] = address.split('.');
      if (type === 'data') continue;
      const same = types.get(type);
      if (same) same.push([name, values]);
      else types.set(type, [[name, values]]);
    }
    return { resource: Object.fromEntries([...types].map(([type, named]) => [type, Object.fromEntries(named)])) };
  }

  /** The configuration that a node follows: what is in the site's bucket, since its user data is that of its birth. */
  machine(node: string): string | undefined {
    return this.#machines.get(`nodes/${node}.yaml`);
  }

  /** The value of an attribute; undefined where the state has none. */
  valueOf(address: string, path: readonly (string | number)[]): unknown {
    let value: unknown = this.#values.get(address);
    for (const step of path) {
      if (Array.isArray(value) && typeof step === 'number') value = value[step];
      else if (isFields(value) && Object.hasOwn(value, step)) value = value[step];
      else return undefined;
    }
    return value ?? undefined;
  }
}

/** Text of a state is text: what looks like an expression in it is escaped. */
function withoutExpressions(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(/[$%](?=\{)/g, '$&$&');
  if (Array.isArray(value)) return value.map(withoutExpressions);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutExpressions(inner)]));
}
