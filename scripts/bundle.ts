import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Script } from 'node:vm';
import { buildSync } from 'esbuild';
import { bundleFile, codeFile, compiled, exportsOf, WRAPPER } from '../cli/bundle';
import type { Io } from '../cli/io';

const SOURCES = join(__dirname, '../../cli');

const SETTINGS = {
  bundle: true,
  platform: 'node',
  target: 'node20.9',
  packages: 'external',
  charset: 'ascii',
} as const;

/**
 * The last step of the build: what `nospof cutsets` needs, in one file, and beside it what V8 has compiled of it once it
 * has run. Its own process is so short that finding, reading and compiling its modules would be half of it.
 */
function main(): void {
  const bundle = bundleFile('cutsets-process');
  // With all code that belongs to an earlier one.
  rmSync(dirname(bundle), { recursive: true, force: true });
  buildSync({
    ...SETTINGS,
    entryPoints: [join(SOURCES, 'cutsets-process.ts')],
    outfile: bundle,
    external: ['./program'],
    minify: true,
    banner: { js: WRAPPER.start },
    footer: { js: WRAPPER.end },
  });
  // The first file of all, with what finds that bundle: one module less to look for.
  buildSync({
    ...SETTINGS,
    entryPoints: [join(SOURCES, 'main.ts')],
    outfile: join(dirname(dirname(bundle)), 'main.js'),
    allowOverwrite: true,
    minifySyntax: true,
    external: ['./cutsets-process', './process-io', './program', './quick-start'],
  });
  const script = compiled(bundle);
  if (script === undefined) throw new Error(`${bundle} is missing`);
  rehearse(script);
  writeFileSync(codeFile(bundle), script.createCachedData());
}

/** A small model of everything that models are usually made of. */
const MODEL = `<?xml version="1.0"?>
<!-- What is compiled, and so need not be again, is what this takes to read and to answer. -->
<opsa-mef>
  <define-fault-tree name="sample">
    <define-gate name="top"><or><gate name="both"/><gate name="most"/><event name="a"/><event name="never"/></or></define-gate>
    <define-gate name="both"><and><basic-event name="b"/><gate name="either"/><gate name="most"/></and></define-gate>
    <define-gate name="either"><or><event name="c"/><event name="d"/><and><event name="e"/><event name="f"/></and></or></define-gate>
    <define-gate name="most"><atleast min="2"><event name="c"/><event name="d"/><event name="e"/></atleast></define-gate>
    <define-house-event name="never"><constant value="false"/></define-house-event>
  </define-fault-tree>
  <model-data>
    ${[...'abcdef'].map((name) => `<define-basic-event name="${name}"><float value="0.1"/></define-basic-event>`).join('\r\n    ')}
  </model-data>
</opsa-mef>
`;

/** A model of hundreds of gates, which is made simpler before it is searched: services on two nodes each, in two zones. */
function largeModel(): string {
  const services = Array.from({ length: 128 }, (_, i) => `s${i}`);
  const gates = services.flatMap((service) => [
    `<define-gate name="${service}"><and><gate name="${service}-a"/><gate name="${service}-b"/></and></define-gate>`,
    ...['a', 'b'].map((zone) => {
      const events = [`e-${service}-${zone}`, `zone-${zone}`].map((event) => `<event name="${event}"/>`).join('');
      return `<define-gate name="${service}-${zone}"><or>${events}</or></define-gate>
        <define-basic-event name="e-${service}-${zone}"/>`;
    }),
  ]);
  return `<opsa-mef><define-fault-tree name="large">
    <define-gate name="top"><or>${services.map((service) => `<gate name="${service}"/>`).join('')}</or></define-gate>
    ${gates.join('\n')}
    <define-basic-event name="zone-a"/><define-basic-event name="zone-b"/>
  </define-fault-tree></opsa-mef>`;
}

/** Runs the command in its usual ways, so that V8 compiles what it needs. */
function rehearse(script: Script): void {
  const { startCutsets } = exportsOf<typeof import('../cli/cutsets-process')>(script);
  const folder = mkdtempSync(join(tmpdir(), 'nospof-bundle-'));
  writeFileSync(join(folder, 'model.xml'), MODEL);
  writeFileSync(join(folder, 'large.xml'), largeModel());
  const io: Io = { out: () => {}, err: () => {}, cwd: folder, env: {}, color: false, interactive: false };
  for (const args of [
    ['model.xml'],
    ['--no-probability', 'model.xml'],
    ['--no-probability', '--order', '2', 'model.xml'],
    ['--order', '2', 'model.xml'],
    ['--no-probability', '--order', '2', 'large.xml'],
  ]) {
    const exit = startCutsets(args, io);
    if (exit !== 0) throw new Error(`nospof cutsets ${args.join(' ')} failed as it was built`);
  }
  rmSync(folder, { recursive: true });
}

main();
