import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from '../cli/build';
import { load, TOPOLOGY_FOLDER } from '../cli/load';

/*
 * `npm run record:release`: the addresses that the shipped topologies have in this release, for the test that no later one
 * loses any of them (docs/decisions/0020).
 */

/** This package: `dist/scripts` is two folders below. */
const PACKAGE = dirname(dirname(__dirname));

/** Resource type → names, separated by spaces. */
function addresses(stackFolder: string): Record<string, string> {
  const { resource } = JSON.parse(readFileSync(join(stackFolder, 'cdk.tf.json'), 'utf8')) as {
    readonly resource: Readonly<Record<string, object>>;
  };
  const types = Object.entries(resource).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(types.map(([type, named]) => [type, Object.keys(named).sort().join(' ')]));
}

const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { readonly version: string };
const { loaded, diagnostics } = load([], { cwd: PACKAGE });
const outdir = mkdtempSync(join(tmpdir(), 'nospof-release-'));
try {
  const built = build(loaded, outdir);
  if (diagnostics.length > 0 || 'diagnostics' in built) throw new Error(`${TOPOLOGY_FOLDER}/ cannot be synthesized`);
  const texts = new Map(loaded.map(({ id, text }) => [id, text]));
  const topologies = Object.fromEntries(
    built.stacks.map(({ id, folder }) => [
      id,
      { text: texts.get(id)?.split('\n'), addresses: addresses(join(outdir, folder)) },
    ]),
  );
  const file = join(PACKAGE, 'test', 'fixtures', 'releases', `${version}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ release: version, topologies }, null, 2)}\n`);
  console.log(file);
} finally {
  rmSync(outdir, { recursive: true });
}
