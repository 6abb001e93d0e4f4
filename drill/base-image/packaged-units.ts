/** A package as the package database has it, by what matters here. */
interface Installed {
  readonly name: string;
  readonly needs: readonly string[];
  readonly recommends: readonly string[];
  readonly provides: readonly string[];
}

const NEEDED = ['Pre-Depends', 'Depends'];

/** A package database. */
export class Packages {
  readonly #installed = new Map<string, Installed>();
  readonly #providers = new Map<string, Installed>();

  /** @param status text of `/var/lib/dpkg/status` */
  constructor(status: string) {
    for (const one of status.split(/\n\n+/).map(installedPackage)) {
      if (!one) continue;
      this.#installed.set(one.name, one);
      for (const provided of one.provides) this.#providers.set(provided, one);
    }
  }

  /** The named packages with all that they need. */
  needed(names: readonly string[]): ReadonlySet<string> {
    return this.#closure(names, ({ needs }) => needs, new Set());
  }

  /** What comes with the named packages when apt installs them, recommendations too, on a machine that has others already. */
  installedWith(names: readonly string[], already: ReadonlySet<string>): ReadonlySet<string> {
    return this.#closure(names, ({ needs, recommends }) => [...needs, ...recommends], already);
  }

  #closure(
    names: readonly string[],
    wants: (one: Installed) => readonly string[],
    already: ReadonlySet<string>,
  ): ReadonlySet<string> {
    const found = new Set<string>();
    const open = [...names];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      const one = this.#installed.get(name) ?? this.#providers.get(name);
      if (!one || found.has(one.name) || already.has(one.name)) continue;
      found.add(one.name);
      open.push(...wants(one));
    }
    return found;
  }
}

/**
 * The units that the installation of packages enables.
 * @param lines `package unit` a line, of the image
 */
export function unitsOf(packages: ReadonlySet<string>, lines: string): readonly string[] {
  const pairs = lines.split('\n').map((line) => line.split(' '));
  return pairs.flatMap(([name = '', unit]) => (unit !== undefined && packages.has(name) ? [unit] : [])).sort();
}

function installedPackage(paragraph: string): Installed | undefined {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';
  const name = field('Package');
  if (!name || !field('Status').endsWith(' installed')) return undefined;
  return {
    name,
    needs: NEEDED.flatMap((kind) => names(field(kind))),
    recommends: names(field('Recommends')),
    provides: names(field('Provides')),
  };
}

/** All names of `a (>= 1) | b, c:any`: of alternatives those that are installed count. */
function names(text: string): string[] {
  return text === '' ? [] : text.split(/[,|]/).map((one) => one.trim().replace(/[ (:].*/, ''));
}
