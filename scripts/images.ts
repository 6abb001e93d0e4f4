import { parseArgs } from 'node:util';
import { baseImage } from '../drill/base-image/build';
import { recipeFor } from '../drill/base-image/recipe';
import { CACHE_FOLDER } from '../drill/names';
import { OPERATING_SYSTEMS, RELEASES } from '../model/releases';

/*
 * `npm run images [-- debian-13]`: the file systems that drills boot and that configuration is checked in, one a release. As
 * root, where `mmdebstrap` is installed; what is there already is left alone.
 */

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const unknown = positionals.filter((one) => !OPERATING_SYSTEMS.some((os) => os === one));
  if (unknown.length > 0) throw new RangeError(`${unknown.join(', ')}: it must be of ${OPERATING_SYSTEMS.join(', ')}`);
  for (const os of OPERATING_SYSTEMS) {
    if (positionals.length > 0 && !positionals.includes(os)) continue;
    const recipe = recipeFor(RELEASES[os], []);
    console.log(await baseImage(recipe, CACHE_FOLDER, () => undefined, new AbortController().signal));
  }
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
