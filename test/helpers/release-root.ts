import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { imageName, recipeFor } from '../../drill/base-image/recipe';
import { CACHE_FOLDER } from '../../drill/names';
import type { DebianRelease } from '../../model/releases';
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
