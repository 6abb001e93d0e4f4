import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/**
 * A module of this folder that `npm run build` has put into one file with all that it needs: Node finds, reads and compiles
 * one file instead of forty.
 */
export function bundleFile(name: string): string {
  return join(__dirname, 'bundles', `${name}.js`);
}

/**
 * What V8 has compiled of a bundle. It is of use to the very same release of Node alone, and only as long as the bundle stays
 * as it is: V8 itself looks no closer than at its length.
 */
export function codeFile(bundle: string): string {
  return `${bundle}.${process.version}-${process.platform}-${process.arch}.code`;
}

/** A module's text as CommonJS calls it; a bundle lies on disk like this, so that it need not be put together at each start. */
export const WRAPPER = { start: '(function (exports, require, module) {', end: '})' };

/** A bundle, compiled, or taken from the code beside it where that is of use; undefined where there is no bundle. */
export function compiled(bundle: string): Script | undefined {
  // The build writes ASCII alone, which is read faster as what it is.
  const source = contentOf(bundle)?.toString('latin1');
  return source === undefined
    ? undefined
    : new Script(source, { filename: bundle, cachedData: contentOf(codeFile(bundle)) });
}

/** What the module of a bundle exports; what isn't in the bundle, it requires as from this folder. */
export function exportsOf<Module>(script: Script): Module {
  const bundle = { exports: {} as Module };
  script.runInThisContext()(bundle.exports, require, bundle);
  return bundle.exports;
}

function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
