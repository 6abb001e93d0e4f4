import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { packageFolder, packageJson } from './package-info';

/** What a project writes into its `package.json` to depend on this package. */
export interface PackageSource {
  /** As npm takes it: `file:../nospof-0.1.0.tgz`, or a range of versions where it came from a registry. */
  readonly specifier: string;
  /** Whether a registry has it, so that a version alone names it. */
  readonly published: boolean;
}

/**
 * Where this very package came from. A name that nobody has registered may be registered by anybody, so a project must
 * depend on what it was made with, and never on the name alone.
 * @param project the folder whose `package.json` is meant
 */
export function packageSource(project: string): PackageSource {
  const folder = realpathSync(packageFolder());
  const installed = installedFrom(folder);
  if (installed?.startsWith('https://')) return { specifier: `^${packageJson().version}`, published: true };
  return { specifier: `file:${relative(resolve(project), installed ?? folder) || '.'}`, published: false };
}

/** The tarball's path, or the address in a registry, that npm noted when it installed this package; a checkout has none. */
function installedFrom(folder: string): string | undefined {
  const modules = dirname(folder);
  const noted = join(modules, '.package-lock.json');
  if (basename(modules) !== 'node_modules' || !existsSync(noted)) return undefined;
  const { packages } = JSON.parse(readFileSync(noted, 'utf8'));
  const resolved: unknown = packages?.[`node_modules/${basename(folder)}`]?.resolved;
  if (typeof resolved !== 'string') return undefined;
  const path = resolve(dirname(modules), resolved.replace(/^file:/, ''));
  if (!resolved.startsWith('file:')) return resolved;
  return existsSync(path) ? path : undefined;
}
