import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_FILES } from '../../model/node-files';
import { coveringTopologies } from '../helpers/covering';
import { machines } from '../helpers/machine';
import { PROJECT, synthesized } from '../helpers/synthesized';

/** By which programs an application reaches its services: `memcached` in `"sessions": { "memcached": [] }`. */
function enginesOf(siteFile: string): readonly string[] {
  const { sessions, cache, media } = JSON.parse(siteFile);
  return [...Object.keys(sessions ?? {}), ...Object.keys(cache ?? {}), ...(media ? [media.kind] : [])];
}

function sources(folder: string): string {
  const files = readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
    .join('\n');
}

test.each(['site/wsgi', 'site/php'])(
  'the sample site %s has a driver for whatever a kind serves it by',
  (folder) => {
    const files = coveringTopologies()
      .flatMap(({ text }) => machines(synthesized(text).stack))
      .flatMap(({ files }) => files.filter(({ path }) => path === NODE_FILES.site));
    const engines = [...new Set(files.flatMap(({ content }) => enginesOf(content)))].sort();
    expect(engines).toEqual(expect.arrayContaining(['cdn', 'memcached', 'server']));
    const text = sources(folder);
    // What is none of the media kinds is a server, so that one is not named.
    expect(engines.filter((engine) => engine !== 'server' && !text.includes(`'${engine}'`))).toEqual([]);
  },
  60_000,
);
