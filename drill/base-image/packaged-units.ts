/** A package as the package database has it, by what matters here. */
interface Installed {
  readonly name: string;
  /** Names of packages, one of each group wanted. */
  readonly wants: readonly (readonly string[])[];
  readonly provides: readonly string[];
}

const DEPENDENCIES = ['Pre-Depends', 'Depends', 'Recommends'];

/**
 * All packages that come with the named ones: what they depend on and recommend, as apt installs it.
 * @param status text of `/var/lib/dpkg/status`
 */
export function packagesWith(names: readonly string[], status: string): ReadonlySet<string> {
  const installed = new Map<string, Installed>();
  const providers = new Map<string, Installed>();
  for (const one of status.split(/\n\n+/).map(installedPackage)) {
    if (!one) continue;
    installed.set(one.name, one);
    for (const provided of one.provides) providers.set(provided, one);
  }
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const one = installed.get(name) ?? providers.get(name);
    if (!one || found.has(one.name)) continue;
    found.add(one.name);
    open.push(...one.wants.flatMap((group) => group.filter((wanted) => installed.has(wanted) || providers.has(wanted))));
  }
  return found;
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
  const wants = DEPENDENCIES.flatMap((kind) => groups(field(kind)));
  return { name, wants, provides: groups(field('Provides')).flat() };
}

/** `a (>= 1) | b, c:any` → `[[a, b], [c]]`. */
function groups(text: string): string[][] {
  if (text === '') return [];
  return text.split(',').map((group) => group.split('|').map((one) => one.trim().replace(/[ (:].*/, '')));
}
