import Module, { createRequire } from 'node:module';

/** A module that others load at their start, and that is seldom used. */
export interface SeldomUsed {
  /** As it is required. */
  readonly name: string;
  /** The package that requires it. */
  readonly by: string;
  /** Whether it was compiled from an ES module. */
  readonly esModule: boolean;
}

/**
 * Put off loading modules until something of them is used: a placeholder stands in for each. Where one is not found, as in
 * another release of what requires it, nothing changes. Only for the start of a process that is ours alone.
 */
export function loadOnUse(modules: readonly SeldomUsed[]): void {
  for (const { name, by, esModule } of modules) {
    const path = resolved(name, by);
    if (path === undefined || require.cache[path]) continue;
    const placeholder = new Module(path);
    placeholder.exports = standIn(() => loaded(path, placeholder), esModule);
    placeholder.loaded = true;
    require.cache[path] = placeholder;
  }
}

function resolved(name: string, by: string): string | undefined {
  try {
    return createRequire(require.resolve(by)).resolve(name);
  } catch {
    return undefined;
  }
}

function loaded(path: string, placeholder: NodeModule): unknown {
  if (require.cache[path] === placeholder) delete require.cache[path];
  return require(path);
}

function standIn(load: () => unknown, esModule: boolean): unknown {
  return new Proxy(() => undefined, {
    // Whether it is an ES module is asked of every module as it is required.
    get: (_target, key) => (key === '__esModule' ? esModule : Reflect.get(Object(load()), key)),
    apply: (_target, self, args) => Reflect.apply(callable(load()), self, args),
  });
}

function callable(value: unknown): (...args: unknown[]) => unknown {
  if (typeof value !== 'function') throw new TypeError('this module is not a function');
  return (...args) => value(...args);
}
