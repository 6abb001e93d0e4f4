import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CheckFormat } from '../report/check';
import type { CostFormat } from '../report/cost';
import type { DiffFormat } from '../report/diff';
import type { DrillFormat } from '../report/drill';
import type { PreflightFormat } from '../report/preflight';
import type { CapacityOptions, FitOptions } from './capacity';
import type { CheckOptions } from './check';
import type { CostOptions } from './cost';
import type { CutsetsOptions } from './cutsets';
import type { DiffOptions } from './diff';
import type { DrillOptions } from './drill';
import type { ExploreOptions } from './explore';
import { type ExitCode, type Io, UsageError } from './io';
import { packageJson } from './package-info';
import type { PictureOptions } from './picture';
import type { PreflightOptions } from './preflight';
import type { PullRequestOptions } from './pull-request';
import { systemRefusal } from './reason';
import type { ReviewOptions } from './review';
import type { SynthOptions } from './synth';

const ABOUT = `Grow a web site on AWS from one server to an architecture that no single failure takes down.

A short YAML topology becomes Terraform that you review and deploy with cdktf.`;

const EXIT_CODES = `
Exit status: 0 fine, 1 a check failed, 2 unusable input or usage, or a fault of nospof's own, 3 nothing failed and too little is known.`;

/** Run the command line. Bad input ends in one message and exit status 2, never in a stack trace. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  let exit: ExitCode = 0;
  const program = commands(io, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    return failed(error, io);
  }
  return exit;
}

function failed(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    io.err(`nospof: ${error.message}\n`);
    return 2;
  }
  const refusal = systemRefusal(error);
  if (refusal !== undefined) {
    io.err(`nospof: ${refusal}; check the path and the permissions\n`);
    return 2;
  }
  io.err(`nospof: ${crash(error)}\n`);
  if (io.env.NOSPOF_DEBUG && error instanceof Error) io.err(`${error.stack}\n`);
  return 2;
}

/** What nobody has foreseen. It must not look like a verdict: 1 is the status of a check that failed. */
function crash(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError && message.includes('call stack'))
    return 'the input is nested or chained too deeply to be read; nothing was judged';
  if (error instanceof RangeError && /string length|size exceeded|array length/i.test(message))
    return 'the input grows too large to be judged; nothing was judged';
  return `a fault of nospof's own: ${message}; nothing was judged. NOSPOF_DEBUG=1 shows where`;
}

function commands(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('nospof')
    .description(ABOUT)
    .version(packageJson().version)
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    // An option of `capacity` is none of `capacity fit`.
    .enablePositionalOptions()
    .configureOutput({ writeOut: io.out, writeErr: io.err, getOutHasColors: () => io.color })
    .showHelpAfterError("(add '--help' for usage)");
  const files = '[files...]';
  const about = 'topology files; if none is named, every YAML file of topologies/ or, without it, of this folder';

  program
    .command('synth')
    .description('write Terraform for each topology, in the layout that cdktf deploys')
    .argument(files, about)
    .option('-o, --output <folder>', 'output folder (default: CDKTF_OUTDIR of the environment, else cdktf.out)')
    .option('--verdict', 'add the single points of failure of each goal to the table')
    .action((names: string[], options: SynthOptions) => {
      const { synth }: typeof import('./synth') = require('./synth');
      done(synth(names, options, io));
    });
  program
    .command('validate')
    .description('check the YAML alone and report all problems at once')
    .argument(files, about)
    .action((names: string[]) => {
      const { validate }: typeof import('./validate') = require('./validate');
      done(validate(names, io));
    });
  program
    .command('schema')
    .description('print the JSON Schema of the topology format, for editors')
    .action(() => {
      const { schema }: typeof import('./schema') = require('./schema');
      done(schema(io));
    });
  program
    .command('init')
    .description('start a project in this folder: a commented topology and what cdktf needs')
    .requiredOption('--name <name>', 'name of the site, the prefix of all its resources')
    .option('--stage <stage>', 'rung of the ladder to start from, 1 to 8 or a variant of it, as 3b', '1')
    .action((options: { name: string; stage: string }) => {
      const { init }: typeof import('./init') = require('./init');
      done(init(options, io));
    });
  program
    .command('check')
    .description('prove from the Terraform that no single failure takes the site down, or name what does and how')
    .argument(
      '[files or folders...]',
      `${about}; or synthesized stacks, plans and states in JSON, folders of Terraform`,
    )
    .addOption(new Option('--format <format>', 'how to report').choices(CHECK_FORMATS).default('text'))
    .addOption(
      new Option('--survives <class>', 'what Terraform without a topology is to survive the loss of one of')
        .choices(['none', 'node', 'zone'])
        .default('none'),
    )
    .option(
      '--programs',
      "ask haproxy, mariadbd and the like that are here whether they take the machines' configuration",
      false,
    )
    .option('--service-graph <file>', 'claims of a plan (default: those in the stack beside it)')
    .option('--source <folder>', 'Terraform that a plan was made from (default: what lies beside the plan)')
    .action(async (names: string[], options: CheckOptions) => {
      const { check }: typeof import('./check') = require('./check');
      done(await check(names, options, io));
    });
  program
    .command('picture')
    .description('draw each stack as an SVG: tiers, zones, nodes, who needs whom, single points of failure marked')
    .argument(
      '[files or folders...]',
      `${about}; or synthesized stacks, plans and states in JSON, folders of Terraform`,
    )
    .option('-o, --output <file or folder>', 'SVG file, or a folder for several stacks (default: standard output)')
    .action(async (names: string[], options: PictureOptions) => {
      const { picture }: typeof import('./picture') = require('./picture');
      done(await picture(names, options, io));
    });
  program
    .command('explore')
    .description('write one page in which one loses nodes, zones and services and sees which goals fail, and how')
    .argument(
      '[files or folders...]',
      `${about}; or synthesized stacks, plans and states in JSON, folders of Terraform`,
    )
    .option('-o, --output <file>', 'HTML file (default: standard output)')
    .action(async (names: string[], options: ExploreOptions) => {
      const { explore }: typeof import('./explore') = require('./explore');
      done(await explore(names, options, io));
    });
  program
    .command('diff')
    .description('what a step from one topology to another changes, whether data is at risk, and how to carry it out')
    .argument('<old>', 'topology file, REV:FILE of git, folder of a synthesized stack, or a state or plan in JSON')
    .argument('<new>', 'topology file, REV:FILE of git, or folder of a synthesized stack')
    .addOption(new Option('--format <format>', 'how to report').choices(DIFF_FORMATS).default('text'))
    .addOption(accept())
    .addOption(allowDestroy())
    .action(async (old: string, next: string, options: DiffOptions & OldNames) => {
      const { diff }: typeof import('./diff') = require('./diff');
      done(await diff(old, next, withOldNames(options), io));
    });
  program
    .command('review')
    .description('the same for a plan of Terraform: what it does, and what blocks it')
    .argument('<plan>', "what 'terraform show -json' prints of a saved plan")
    .option('--service-graph <file>', 'service graph after the change (default: that of the stack beside the plan)')
    .option('--old-service-graph <file>', 'service graph before it')
    .addOption(new Option('--format <format>', 'how to report').choices(DIFF_FORMATS).default('text'))
    .addOption(accept())
    .addOption(allowDestroy())
    .action((plan: string, options: ReviewOptions & OldNames) => {
      const { review }: typeof import('./review') = require('./review');
      done(review(plan, withOldNames(options), io));
    });
  program
    .command('cost')
    .description(
      'what it costs in a month at list prices, by tier and item; what is not known is said, and is never zero',
    )
    .argument(
      '[files or folders...]',
      `${about}; or synthesized stacks, plans and states in JSON, folders of Terraform`,
    )
    .addOption(new Option('--format <format>', 'how to report').choices(COST_FORMATS).default('text'))
    .option('--prices <file>', 'prices of your own in YAML, as eu-central-1: { ec2:t3.small: 0.0192 }')
    .action(async (names: string[], options: CostOptions) => {
      const { cost }: typeof import('./cost') = require('./cost');
      done(await cost(names, options, io));
    });
  const capacity = program
    .command('capacity')
    .description("how much each site carries by the 'capacity' of its tiers, with all there and after a loss")
    .argument(files, about)
    .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text'))
    .action((names: string[], options: CapacityOptions) => {
      const { capacity: report }: typeof import('./capacity') = require('./capacity');
      done(report(names, options, io));
    });
  capacity
    .command('fit')
    .description(
      'fit a law of scalability to throughput that was measured with n nodes: α, β, γ, peak, knee and limits',
    )
    .argument('<file>', 'two columns, n and throughput, separated by commas or blanks')
    .addOption(new Option('--law <law>', 'which law').choices(['usl', 'amdahl']).default('usl'))
    .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text'))
    .option('--svg <file>', 'draw points and curve')
    .action((name: string, options: FitOptions) => {
      const { capacityFit }: typeof import('./capacity') = require('./capacity');
      done(capacityFit(name, options, io));
    });
  program
    .command('preflight')
    .description("before a deploy: which of AWS's quotas to have raised, and what the account must have done by hand")
    .argument(files, about)
    .addOption(new Option('--format <format>', 'how to report').choices(PREFLIGHT_FORMATS).default('text'))
    .option(
      '--have <quota=value>',
      'what the account has of a quota, as L-1216C47A=64 (repeatable; default: what a new account has)',
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .action((names: string[], options: PreflightOptions) => {
      const { preflight }: typeof import('./preflight') = require('./preflight');
      done(preflight(names, options, io));
    });
  program
    .command('pull-request')
    .description("the comment on a pull request: 'check' and 'diff' of each topology that it changes")
    .argument('[globs...]', "where topologies are, from the repository's top (default: topologies/**/*.yaml and .yml)")
    .requiredOption('--base <revision>', 'what the pull request is to be merged into')
    .option('--sarif <file>', 'write the findings for code scanning')
    .option('--post', "write the comment on GitHub, by the environment of a workflow's run", false)
    .addOption(accept())
    .addOption(allowDestroy())
    .action(async (globs: string[], options: PullRequestOptions & OldNames) => {
      const { pullRequest }: typeof import('./pull-request') = require('./pull-request');
      done(await pullRequest(globs, withOldNames(options), io));
    });
  program
    .command('cutsets')
    .description('minimal cut sets and probability of a fault tree in the Open-PSA exchange format')
    .argument('<files...>', 'the files of one model')
    .option('--order <number>', 'largest number of events in a cut set')
    .option('--top <gate>', 'gate to look at; every gate that no other refers to if none is named')
    .option('--format <format>', 'text or json', 'text')
    .option('--mission-time <hours>', 'for expressions that use it', '8760')
    .option('--seed <number>', 'of the sampling where the exact probability is out of reach', '1')
    .option('--no-probability', 'cut sets alone, which up to an --order are found faster')
    .action((names: string[], options: CutsetsOptions) => {
      const { cutsets }: typeof import('./cutsets') = require('./cutsets');
      done(cutsets(names, options, io));
    });
  program
    .command('drill')
    .description(
      "boot the site on this machine, inject failures into every node and zone and compare the outcome with 'check'",
    )
    .argument('[file]', 'topology file')
    .option('--only <tiers>', 'inject faults only into these tiers or nodes, separated by commas')
    .option(
      '--faults <kinds>',
      'kinds of fault, separated by commas, or all (default: crash,isolation,zone-loss,cold-start)',
    )
    .option('--crash <node>', 'crash only this node, as web-1')
    .option('--short', 'one node of each tier alone, crashed if --faults says nothing else')
    .option(
      '--to <file>',
      'carry out the steps to this topology, another release of the same site or other sizes, instead of faults',
    )
    .option(
      '--load <file>',
      'inject no faults, but measure the throughput with 1, 2 … web nodes, and write it for capacity fit',
    )
    .option('--clean', 'take down what a killed drill has left, and do nothing else')
    .option('--keep', 'leave the site running after the last fault, until Ctrl-C')
    .option('--rate <number>', 'requests a second, of each stream', rate)
    .addOption(new Option('--format <format>', 'how to report').choices(DRILL_FORMATS).default('text'))
    .action(
      async (
        name: string | undefined,
        options: DrillOptions & { readonly clean?: boolean; readonly load?: string },
      ) => {
        const { cleanCommand, drillCommand }: typeof import('./drill') = require('./drill');
        if (options.clean) return done(await cleanCommand(io));
        if (name === undefined) throw new UsageError('drill: name a topology file');
        if (options.load !== undefined) {
          const { drillLoad }: typeof import('./drill-load') = require('./drill-load');
          return done(await drillLoad(name, options.load, options, io));
        }
        done(await drillCommand(name, options, io));
      },
    );
  for (const command of [...program.commands, ...capacity.commands]) command.copyInheritedSettings(program);
  return program;
}

/** Listed here too, so that help needs no reporter to be loaded; one that is missing does not compile. */
const CHECK_FORMATS = Object.keys({
  text: true,
  json: true,
  markdown: true,
  sarif: true,
  mermaid: true,
  'open-psa': true,
} satisfies Record<CheckFormat, true>);

const COST_FORMATS = Object.keys({ text: true, json: true, markdown: true } satisfies Record<CostFormat, true>);

const PREFLIGHT_FORMATS = Object.keys({ text: true, json: true } satisfies Record<PreflightFormat, true>);

const DIFF_FORMATS = Object.keys({ text: true, json: true, markdown: true } satisfies Record<DiffFormat, true>);

const again = (one: string, before: readonly string[] = []) => [...before, one];

function accept(): Option {
  return new Option('--accept <address=reason>', 'accept a blocker, with a reason (repeatable)').argParser(again);
}

/** What `--accept` was called before. */
function allowDestroy(): Option {
  return new Option('--allow-destroy <address=reason>', 'the old name of --accept').argParser(again).hideHelp();
}

interface OldNames {
  readonly allowDestroy?: readonly string[];
}

function withOldNames<T extends { readonly accept?: readonly string[] }>(options: T & OldNames): T {
  return { ...options, accept: [...(options.accept ?? []), ...(options.allowDestroy ?? [])] };
}

const DRILL_FORMATS = Object.keys({ text: true, json: true, markdown: true } satisfies Record<DrillFormat, true>);

function rate(text: string): number {
  const number = Number(text);
  if (!(number >= 1 && number <= 200)) throw new InvalidArgumentError('It is a number from 1 to 200.');
  return number;
}
