/**
 * Names of one kind of thing in an Open-PSA model. A public one is known by its name everywhere, a private one by its name
 * within its container and by its path (`tree.component.name`) elsewhere. No name contains a ".".
 */
export class XmlNames<T> {
  readonly #all: T[] = [];
  /** By container, by name: no path is put together for a name that is looked up. */
  readonly #local = new Map<string, Map<string, T>>();
  readonly #public = new Map<string, T>();

  /** Enters a definition. False if the name is taken. */
  add(name: string, container: string, isPublic: boolean, definition: T): boolean {
    let names = this.#local.get(container);
    if (names === undefined) {
      names = new Map();
      this.#local.set(container, names);
    }
    if (names.has(name) || (isPublic && this.#public.has(name))) return false;
    names.set(name, definition);
    if (isPublic) this.#public.set(name, definition);
    this.#all.push(definition);
    return true;
  }

  /** What a reference within a container means: the nearest definition outwards, else the public one, else the path. */
  find(reference: string, container: string): T | undefined {
    const dot = reference.lastIndexOf('.');
    const inside = dot < 0 ? '' : reference.slice(0, dot);
    const name = dot < 0 ? reference : reference.slice(dot + 1);
    for (let scope = container; scope !== ''; scope = scope.slice(0, Math.max(0, scope.lastIndexOf('.')))) {
      const local = this.#local.get(dot < 0 ? scope : `${scope}.${inside}`)?.get(name);
      if (local !== undefined) return local;
    }
    return this.#public.get(reference) ?? this.#local.get(inside)?.get(name);
  }

  values(): Iterable<T> {
    return this.#all;
  }
}

/** The identifier of a definition in the model. */
export function identifier(name: string, container: string, isPublic: boolean): string {
  return isPublic || container === '' ? name : `${container}.${name}`;
}
