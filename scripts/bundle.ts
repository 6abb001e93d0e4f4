import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/*
 * `npm run bundle`, at `npm pack`: what turns a topology into Terraform as one file, with what it uses of cdktf, constructs and
 * the AWS provider's bindings inside, so that the command line does without 400 MB of packages. Other rooms stay outside: the
 * bundle and the rest of the command line share them.
 */

/** Where `cli/build.ts` looks for it, below `dist`. */
const ENTRY = 'stacks/synthesize.js';
const BUNDLE = 'stacks/bundled.js';
const LICENSES = 'stacks/bundled.LICENSES.txt';

/** Rooms that only the bundle needs at run time. */
const INSIDE = /^(stacks|constructs)$/;

/** The part of esbuild that is used. It is loaded when it is used: nobody needs it who only works on the sources. */
interface Esbuild {
  build(options: Readonly<Record<string, unknown>>): Promise<{
    readonly metafile: { readonly inputs: Readonly<Record<string, unknown>> };
  }>;
}

interface Resolved {
  readonly path: string;
  readonly external?: boolean;
  readonly namespace?: string;
}

interface PluginBuild {
  onResolve(
    options: { readonly filter: RegExp },
    resolve: (request: { readonly path: string; readonly resolveDir: string }) => Resolved | undefined,
  ): void;
  onLoad(
    options: { readonly filter: RegExp; readonly namespace: string },
    load: () => { readonly contents: string },
  ): void;
}

/** Makes the bundle of a compiled tree. */
export async function bundle(root: string): Promise<void> {
  const dist = join(root, 'dist');
  const outfile = join(dist, BUNDLE);
  rmSync(outfile, { force: true });
  const esbuild: Esbuild = require('esbuild-wasm');
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [join(dist, ENTRY)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifyWhitespace: true,
    minifySyntax: true,
    // Names of classes are in messages of cdktf.
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
    plugins: [
      { name: 'rooms', setup: (build: PluginBuild) => leaveRooms(build, dist, dirname(outfile)) },
      { name: 'dependencies', setup: (build: PluginBuild) => leaveDependencies(build, root) },
      { name: 'archiver', setup: leaveArchiver },
    ],
  });
  writeFileSync(join(dist, LICENSES), licenses(root, Object.keys(metafile.inputs)));
}

function leaveRooms(build: PluginBuild, dist: string, from: string): void {
  build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
    const file = join(resolveDir, path);
    const [room = ''] = relative(dist, file).split(sep);
    if (room === '..' || INSIDE.test(room)) return undefined;
    return { path: relative(from, file).split(sep).join('/'), external: true };
  });
}

/** What is installed with the command line anyway, where it is ours that asks for it. */
function leaveDependencies(build: PluginBuild, root: string): void {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  build.onResolve({ filter: /^[^.]/ }, ({ path, resolveDir }) =>
    Object.hasOwn(dependencies, path) && resolveDir.startsWith(join(root, 'dist'))
      ? { path, external: true }
      : undefined,
  );
}

/** cdktf packs folders with it; a site has none. */
function leaveArchiver(build: PluginBuild): void {
  build.onResolve({ filter: /^archiver$/ }, () => ({ path: 'archiver', namespace: 'left-out' }));
  build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
    contents: "module.exports = () => { throw new Error('a folder as an asset takes cdktf itself'); };",
  }));
}

/** What the packages inside are, and their licenses. */
function licenses(root: string, inputs: readonly string[]): string {
  const folders = [
    ...new Set(inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [])),
  ];
  const parts = folders.sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined ? '' : readFileSync(join(root, folder, file), 'utf8').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `bundled.js holds parts of these packages.\n\n${parts.join(`\n${'-'.repeat(78)}\n\n`)}`;
}

/** Takes it away again: in a checkout cdktf itself is there. */
export function unbundle(root: string): void {
  for (const file of [BUNDLE, LICENSES]) rmSync(join(root, 'dist', file), { force: true });
}

if (require.main === module) {
  const root = dirname(dirname(__dirname));
  if (process.argv[2] === 'remove') unbundle(root);
  else if (!existsSync(join(root, 'dist', ENTRY))) throw new Error('npm run build comes first');
  else bundle(root);
}
