import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ControlGroups } from '../nodes/control-groups';
import { inGroups } from '../nodes/nspawn';
import { attempt, runProcess } from '../process';
import { Packages } from './packaged-units';
import { InstallProgress } from './progress';
import {
  IMAGE_FILES,
  imageName,
  type Recipe,
  SYSTEM_PACKAGES,
  UNITS_OF_PACKAGES,
  uselessGenerators,
  uselessUnits,
} from './recipe';

/** Told how far the building has come, from 0 to 1, a few times a second at most. */
export type Progress = (fraction: number) => void;

const HOUR = 3_600_000;

/**
 * The folder of a recipe's root file system, built if it is not there yet: Debian's own packages, installed by
 * `mmdebstrap` from the mirrors that apt is told. What was begun and not ended is never taken for an image.
 * @throws ProcessError where a package cannot be installed, an AbortError where the signal ended it
 */
export async function baseImage(
  recipe: Recipe,
  cache: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  const folder = join(cache, imageName(recipe));
  if (existsSync(folder)) return folder;
  // Where drills keep what goes with them, and in a group of theirs: a drill that is killed leaves nothing half built.
  const building = join(cache, 'drill', `${imageName(recipe)}.new`);
  rmSync(building, { recursive: true, force: true });
  mkdirSync(dirname(building), { recursive: true });
  await install(recipe, building, progress, signal);
  await finish(recipe, building);
  renameSync(building, folder);
  return folder;
}

/** Whether a recipe's image is there. */
export function hasImage(recipe: Recipe, cache: string): boolean {
  return existsSync(join(cache, imageName(recipe)));
}

/** With recommendations, as cloud-init installs packages. */
async function install(
  { release, packages }: Recipe,
  root: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const read = new InstallProgress();
  const all = [...new Set([...SYSTEM_PACKAGES, ...packages])];
  const options = ['--verbose', '--variant=minbase', '--aptopt=APT::Install-Recommends "true"'];
  const groups = ControlGroups.make(`image-${process.pid}`);
  const command = ['mmdebstrap', ...options, `--include=${all.join()}`, release.suite, root];
  await runProcess(inGroups(groups.folders, command), {
    timeout: HOUR,
    signal,
    onLine: (line) => {
      read.read(line);
      progress(read.fraction);
    },
  }).finally(() => groups.remove());
}

/**
 * Make a node of the drill of it. Units that packages beyond the system have enabled are enabled on no node yet; which
 * package each belongs to is remembered.
 */
async function finish({ release }: Recipe, root: string): Promise<void> {
  const masked = uselessUnits(release);
  const wants = join(root, 'etc/systemd/system');
  const folders = readdirSync(wants).filter((name) => /\.(wants|requires)$/.test(name));
  const units = new Set(folders.flatMap((name) => readdirSync(join(wants, name))));
  const system = new Packages(readFileSync(join(root, 'var/lib/dpkg/status'), 'utf8')).needed(SYSTEM_PACKAGES);
  const owned = await Promise.all([...units].map(async (unit) => ({ unit, owner: await ownerOf(unit, root) })));
  const packaged = owned.filter(({ unit, owner }) => !system.has(owner) && !masked.includes(unit));
  await runProcess(['systemctl', `--root=${root}`, '-q', 'disable', ...packaged.map(({ unit }) => unit)]);
  await runProcess(['systemctl', `--root=${root}`, '-q', 'mask', ...masked]);
  const generators = join(wants, '../system-generators');
  mkdirSync(generators, { recursive: true });
  for (const name of uselessGenerators(release)) symlinkSync('/dev/null', join(generators, name));
  const lines = packaged.map(({ unit, owner }) => `${owner} ${unit}\n`).sort();
  for (const { path, content, mode } of [...IMAGE_FILES, { path: UNITS_OF_PACKAGES, content: lines.join('') }]) {
    const file = `${root}${path}`;
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    writeFileSync(file, content, { mode: mode ?? 0o644 });
  }
}

/** The package that a unit's file belongs to; the package database knows it with or without the merged `/usr`. */
async function ownerOf(unit: string, root: string): Promise<string> {
  const name = unit.replace(/@[^@]*\./, '@.');
  const { stdout } = await attempt(['dpkg-query', `--admindir=${root}/var/lib/dpkg`, '-S', `*/systemd/system/${name}`]);
  return stdout.split(':')[0] ?? '';
}
