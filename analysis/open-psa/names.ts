/**
 * Names of one kind of thing in an Open-PSA model. A public one is known by its name everywhere, a private one by its name
 * within its container and by its path (`tree.component.name`) elsewhere.
 */
export class Names<T> {
  readonly #byPath = new Map<string, T>();
  readonly #public = new Map<string, T>();

  /** Enters a definition. False if the name is taken. */
  add(name: string, container: string, isPublic: boolean, definition: T): boolean {
    const path = container === '' ? name : `${container}.${name}`;
    if (this.#byPath.has(path) || (isPublic && this.#public.has(name))) return false;
    this.#byPath.set(path, definition);
    if (isPublic) this.#public.set(name, definition);
    return true;
  }

  /** What a reference within a container means: the nearest definition outwards, else the public one, else the path. */
  find(reference: string, container: string): T | undefined {
    for (let scope = container; scope !== ''; scope = scope.slice(0, Math.max(0, scope.lastIndexOf('.')))) {
      const local = this.#byPath.get(`${scope}.${reference}`);
      if (local !== undefined) return local;
    }
    return this.#public.get(reference) ?? this.#byPath.get(reference);
  }

  values(): IterableIterator<T> {
    return this.#byPath.values();
  }
}

/** The identifier of a definition in the model. */
export function identifier(name: string, container: string, isPublic: boolean): string {
  return isPublic || container === '' ? name : `${container}.${name}`;
}
