import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../process';
import { InstallProgress } from './progress';
import {
  IMAGE_FILES,
  imageName,
  RELEASE,
  type Recipe,
  SYSTEM_PACKAGES,
  UNITS_OF_PACKAGES,
  USELESS_UNITS,
} from './recipe';

/** Told how far the building has come, from 0 to 1, a few times a second at most. */
export type Progress = (fraction: number) => void;

const HOUR = 3_600_000;

/**
 * The folder of a recipe's root file system, built if it is not there yet: Debian's own packages, installed by
 * `mmdebstrap` from the mirrors that apt is told. What was begun and not ended is never taken for an image.
 * @throws ProcessError where a package cannot be installed
 */
export async function baseImage(recipe: Recipe, cache: string, progress: Progress): Promise<string> {
  const folder = join(cache, imageName(recipe));
  if (existsSync(folder)) return folder;
  const building = `${folder}.new`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  await install(recipe, building, progress);
  await finish(building);
  renameSync(building, folder);
  return folder;
}

/** Whether a recipe's image is there. */
export function hasImage(recipe: Recipe, cache: string): boolean {
  return existsSync(join(cache, imageName(recipe)));
}

/** The system first, as the image for EC2 is without recommendations; then the packages as cloud-init installs them. */
async function install({ packages }: Recipe, root: string, progress: Progress): Promise<void> {
  const read = new InstallProgress();
  const enabled = `ls "$1"/etc/systemd/system/*.wants | sort > "$1"${UNITS_OF_PACKAGES}`;
  await run(
    [
      ...['mmdebstrap', '--verbose', '--variant=minbase', `--include=${SYSTEM_PACKAGES.join()}`],
      `--customize-hook=mkdir -p "$1"${dirname(UNITS_OF_PACKAGES)}; ${enabled}.before`,
      `--customize-hook=APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get --yes -o APT::Install-Recommends=true install ${packages.join(' ')}`,
      `--customize-hook=${enabled}.after`,
      ...[RELEASE, root],
    ],
    {
      timeout: HOUR,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      onLine: (line) => {
        read.read(line);
        progress(read.fraction);
      },
    },
  );
}

/** Make a host of the drill of it: units as packages enable them are remembered, and enabled on no host yet. */
async function finish(root: string): Promise<void> {
  const list = `${root}${UNITS_OF_PACKAGES}`;
  const added = await run(['comm', '-13', `${list}.before`, `${list}.after`]);
  const units = added.split('\n').filter((line) => /\.(service|socket|timer|target|path)$/.test(line));
  const owners = await Promise.all([...new Set(units)].map(async (unit) => `${await ownerOf(unit, root)} ${unit}`));
  writeFileSync(list, `${owners.sort().join('\n')}\n`);
  for (const suffix of ['before', 'after']) unlinkSync(`${list}.${suffix}`);
  await run(['systemctl', `--root=${root}`, '-q', 'disable', ...new Set([...units, ...USELESS_UNITS])]);
  for (const { path, content, mode } of IMAGE_FILES) {
    const file = `${root}${path}`;
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    writeFileSync(file, content);
    chmodSync(file, mode ?? 0o644);
  }
  for (const name of readdirSync(join(root, 'var/lib/apt/lists'))) {
    rmSync(join(root, 'var/lib/apt/lists', name), { recursive: true });
  }
}

/** The package that a unit's file belongs to; the package database knows it with or without the merged `/usr`. */
async function ownerOf(unit: string, root: string): Promise<string> {
  const name = unit.replace(/@[^.]+\./, '@.');
  const said = await run(['dpkg-query', `--admindir=${root}/var/lib/dpkg`, '-S', `*/systemd/system/${name}`]);
  return said.split(':')[0] ?? '';
}
