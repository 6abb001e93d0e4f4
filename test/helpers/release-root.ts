import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { imageName, recipeFor } from '../../drill/base-image/recipe';
import { CACHE_FOLDER } from '../../drill/names';
import { TOPOLOGY_DEFAULTS } from '../../model/defaults';
import { type DebianRelease, RELEASES } from '../../model/releases';
import type { Need } from './programs';

/** Folder of the file system that a drill boots nodes of a release from: the programs that will run what is rendered. */
export function releaseRoot(release: DebianRelease): string {
  return join(CACHE_FOLDER, imageName(recipeFor(release, [])));
}

/** That it is there, and may be read as a whole. */
export function releaseImage(release: DebianRelease): Need {
  return {
    what: `${releaseRoot(release)}, made as root by \`npm run images\``,
    met: process.getuid?.() === 0 && existsSync(releaseRoot(release)),
  };
}

/** The file system whose daemons tests run: that of the release that nodes run by default; this machine's where it is not there. */
export const DAEMONS_ROOT = releaseImage(RELEASES[TOPOLOGY_DEFAULTS.os]).met
  ? releaseRoot(RELEASES[TOPOLOGY_DEFAULTS.os])
  : '/';
