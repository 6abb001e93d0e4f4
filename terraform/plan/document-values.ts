import type { InstanceKey, PlannedValues } from '../hcl/planned-values';
import { type Fields, fields } from '../values';
import { holdsUnknown } from './argument-reader';
import type { TerraformDocument } from './document';

/** What a plan or state knows of the configuration that it was made from. */
export class DocumentValues implements PlannedValues {
  readonly #keys = new Map<string, Set<InstanceKey>>();
  readonly #modules = new Map<string, Set<InstanceKey>>();
  readonly #values = new Map<string, Fields>();
  readonly #unknown = new Map<string, Fields>();

  constructor({ resources, dataSources, changes }: TerraformDocument) {
    for (const { address, afterUnknown } of changes) this.#unknown.set(address, afterUnknown);
    for (const { address, index, module, values } of [...resources, ...dataSources]) {
      const key = index === undefined ? '' : `[${JSON.stringify(index)}]`;
      add(this.#keys, address.slice(0, address.length - key.length), index);
      this.#values.set(address, values);
      for (const [call, key] of modulesOf(module)) add(this.#modules, call, key);
    }
  }

  keys(address: string): readonly InstanceKey[] | undefined {
    const known = this.#keys.get(address);
    if (known !== undefined) return [...known];
    // Data that is read at the apply is in no list.
    return /(?:^|\.)data\.[^.]+\.[^.]+$/.test(address) ? undefined : [];
  }

  moduleKeys(address: string): readonly InstanceKey[] | undefined {
    const known = this.#modules.get(address);
    return known && [...known];
  }

  attribute(address: string, name: string): unknown {
    const values = this.#values.get(address);
    if (values === undefined || holdsUnknown(this.#unknown.get(address)?.[name])) return undefined;
    return values[name];
  }
}

function add(to: Map<string, Set<InstanceKey>>, address: string, key: InstanceKey): void {
  const known = to.get(address) ?? new Set();
  to.set(address, known.add(key));
}

/** The variables of the root module. */
export function variableValues({ variables }: TerraformDocument): Fields {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, one]) => ('value' in fields(one) ? [[name, fields(one).value]] : [])),
  );
}

const CALL = /module\.([^.[]+)(?:\[(?:(\d+)|"((?:[^"\\]|\\.)*)")\])?(?:\.|$)/g;

/** The calls that lead to a module, each with its key: `module.site["a"].module.db` has two. */
function modulesOf(module: string): readonly (readonly [call: string, key: InstanceKey])[] {
  return [...module.matchAll(CALL)].map(({ index, 1: name, 2: number, 3: text }) => {
    return [`${module.slice(0, index)}module.${name}`, number === undefined ? text : Number(number)] as const;
  });
}
