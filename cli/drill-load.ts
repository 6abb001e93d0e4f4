import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type DrillPlan, loadRun } from '../drill';
import { flawsOf, type LoadRun } from '../drill/judging/load-run';
import { streamsOf } from '../drill/run/visitors';
import { LOAD_FORMATS } from '../report/drill/load';
import { loadCsv } from '../report/drill/load-csv';
import type { DrillOptions } from './drill';
import { refuseMachine, sayTo, withPreparedSite } from './drill-site';
import { type ExitCode, type Io, UsageError } from './io';

/** Options of a drill that mean nothing where none is lost. */
const OF_FAULTS = ['crash', 'short', 'faults', 'keep', 'to', 'rate'] as const;

/**
 * `nospof drill FILE --load CSV`: boot the site on this machine, and measure its throughput with one node of its web tier, with two, and
 * so on. Status 1 where a figure could not be measured.
 * @throws UsageError
 */
export function drillLoad(file: string, csv: string, options: DrillOptions, io: Io): Promise<ExitCode> {
  const other = OF_FAULTS.find((name) => options[name] !== undefined);
  if (other) throw new UsageError(`--load and --${other}: choose one; --load injects no faults`);
  const path = resolve(io.cwd, csv);
  refusePath(csv, path);
  return withPreparedSite(file, io, async ({ plan, folder, scratch, machine, signal, heard }) => {
    const tier = countedTier(plan, options.only);
    refuseMachine(machine, new Set());
    const stream = streamsOf(plan).includes('database-read') ? 'database-read' : 'page';
    await heard();
    const measured = await loadRun(plan, { stack: folder, scratch: [scratch], tier, stream, say: sayTo(io), signal });
    const only = options.only === undefined ? '' : ` --only ${options.only}`;
    const run: LoadRun = {
      ...{ site: plan.site, file, command: `sudo npx nospof drill ${file} --load ${csv}${only}`, tier, stream },
      ...measured,
    };
    // First what was measured: it took minutes, and the file may not be written after all.
    io.out(LOAD_FORMATS[options.format ?? 'text'](run, io.color));
    writeFileSync(path, loadCsv(run));
    io.err(`wrote ${path}; nospof capacity fit ${csv} fits a law to it\n`);
    return run.steps.every((step) => flawsOf(step).length === 0) ? 0 : 1;
  });
}

/** Before minutes are spent. */
function refusePath(csv: string, path: string): void {
  if (existsSync(path) && statSync(path).isDirectory())
    throw new UsageError(`--load ${csv}: it is a folder; name a file that the measurements go to`);
  if (!existsSync(dirname(path)))
    throw new UsageError(`--load ${csv}: there is no folder ${dirname(path)}; make it first`);
}

/** The web tier; where there are several, the one that is named. */
function countedTier({ nodes }: DrillPlan, only: string | undefined): string {
  const tiers = [...new Set(nodes.filter(({ kind }) => kind === 'web').map(({ tier }) => tier))].sort();
  const [first, ...more] = tiers;
  if (first === undefined)
    throw new UsageError('--load: there is no tier of kind web, whose nodes could be counted up');
  if (only === undefined && more.length > 0)
    throw new UsageError(`--load: there are several web tiers; say which with --only: ${tiers.join(', ')}`);
  if (only !== undefined && !tiers.includes(only))
    throw new UsageError(`--only ${only}: with --load it names a tier of kind web; there are ${tiers.join(', ')}`);
  return only ?? first;
}
