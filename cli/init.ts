import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, isScalar, Pair, parseDocument, Scalar } from 'yaml';
import { parseTopology } from '../model';
import { TOPOLOGY_DEFAULTS } from '../model/defaults';
import { type ExitCode, type Io, UsageError } from './io';
import { TOPOLOGY_FOLDER } from './load';
import { packageFolder } from './package-info';
import { type PackageSource, packageSource } from './package-source';
import { showDiagnostics } from './show-diagnostics';

export interface InitOptions {
  /** Rung of the ladder as its file begins, without the leading zero: `1` to `8`, or a variant as `3b`. */
  readonly stage: string;
  /** The site's name. */
  readonly name: string;
}

/** Of what is synthesized, Git keeps which build of the provider was deployed with. */
const GITIGNORE = `node_modules/
cdktf.out/*
!cdktf.out/stacks/
cdktf.out/stacks/*/*
!cdktf.out/stacks/*/.terraform.lock.hcl
*.tfstate
*.tfstate.*
`;

/** What a project has before it has a site, as after `npm install nospof`; it stays as it is. */
const OF_ANY_PROJECT: ReadonlySet<string> = new Set(['package.json', '.gitignore']);

/** `nospof init --stage N --name NAME`: a commented topology, and what checks it and makes Terraform of it. */
export function init(options: InitOptions, io: Io): ExitCode {
  const { name } = options;
  const text = startingTopology(options);
  const file = `${TOPOLOGY_FOLDER}/${name}.yaml`;
  const source = packageSource(io.cwd);
  const result = parseTopology(text, file);
  if ('diagnostics' in result) {
    const aboutName = result.diagnostics.filter(({ path }) => path === 'name');
    showDiagnostics(aboutName, new Map([[file, text]]), io);
    return 2;
  }
  const files: readonly (readonly [string, string])[] = [
    [file, text],
    [
      'cdktf.json',
      json({ language: 'typescript', app: `npx --no-install nospof synth ${file}`, sendCrashReports: 'false' }),
    ],
    ['package.json', json(projectPackage(name, file, source))],
    ['.gitignore', GITIGNORE],
  ];
  const present = files.map(([path]) => path).filter((path) => existsSync(join(io.cwd, path)));
  const taken = present.filter((path) => !OF_ANY_PROJECT.has(path));
  if (taken.length > 0) throw new UsageError(`${taken.join(', ')}: there already; 'nospof init' overwrites nothing`);
  const written = files.filter(([path]) => !present.includes(path));
  mkdirSync(join(io.cwd, TOPOLOGY_FOLDER), { recursive: true });
  for (const [path, content] of written) writeFileSync(join(io.cwd, path), content, { flag: 'wx' });
  io.out(`Wrote ${written.map(([path]) => path).join(', ')}.\n`);
  if (present.length > 0) io.out(`Left alone: ${present.join(', ')}.\n`);
  if (!source.published) io.out(unpublished(source));
  const install = present.includes('package.json') ? `npm install ${npmArgument(source)}` : 'npm install';
  io.out(nextSteps(file, name, install));
  return 0;
}

/** The shipped topology of a stage under another name, without the volumes that only an older site would keep. */
function startingTopology({ stage, name }: InitOptions): string {
  const folder = join(packageFolder(), 'topologies');
  const shipped = readdirSync(folder).sort();
  const file = shipped.find((one) => one.replace(/^0+/, '').startsWith(`${stage.replace(/^0+/, '')}-`));
  if (!file) {
    const stages = shipped.map((one) => one.replace(/^0+/, '').replace(/-.*$/, ''));
    throw new UsageError(`--stage ${stage}: the ladder has the stages ${stages.join(', ')}`);
  }
  const document = parseDocument(readFileSync(join(folder, file), 'utf8'));
  document.set('name', name);
  document.delete('keep');
  writeOut(document, 'os', TOPOLOGY_DEFAULTS.os);
  const schema = '../node_modules/nospof/schema/topology.schema.json';
  const text = document.toString({ lineWidth: 120, flowCollectionPadding: true });
  return text.replace(/\$schema=\S+/, `$schema=${schema}`);
}

/** A default as it is today, behind the region: a later release of nospof may have another, and the site's nodes have not. */
function writeOut({ contents }: Document, key: string, value: string): void {
  if (!isMap(contents)) return;
  const region = contents.items.findIndex(({ key: each }) => isScalar(each) && each.value === 'region');
  contents.items.splice(region + 1, 0, new Pair(new Scalar(key), new Scalar(value)));
}

/** Nothing of cdktf: the package brings what it takes to make Terraform of a topology, and Terraform deploys that. */
function projectPackage(name: string, file: string, { specifier }: PackageSource) {
  const terraform = `terraform -chdir=cdktf.out/stacks/${name}`;
  return {
    name: `${name}-infrastructure`,
    private: true,
    scripts: {
      validate: `nospof validate ${file}`,
      check: `nospof check ${file}`,
      synth: `nospof synth ${file}`,
      plan: `npm run synth && ${terraform} init && ${terraform} plan`,
      deploy: `npm run synth && ${terraform} init && ${terraform} apply`,
    },
    dependencies: { nospof: specifier },
  };
}

/** A path, with which npm needs no name. */
function npmArgument({ specifier, published }: PackageSource): string {
  return published ? 'nospof' : specifier.replace(/^file:(?!\.\.?\/|\/)/, 'file:./');
}

function unpublished({ specifier }: PackageSource): string {
  return (
    `\nnospof is in no registry yet, so the project depends on ${specifier}.\n` +
    'Colleagues and CI need it at that place, too. Never install nospof by its name alone: anybody could register it.\n'
  );
}

function nextSteps(file: string, name: string, install: string): string {
  const steps: readonly (readonly [command: string, what: string])[] = [
    [install, 'nospof, which is all that the project takes'],
    [`npx --no-install nospof validate ${file}`, 'check your changes to the topology'],
    [`npx --no-install nospof check ${file}`, 'what single failure takes the site down'],
    [`npx --no-install nospof synth ${file}`, 'write its Terraform'],
    [`terraform -chdir=cdktf.out/stacks/${name} init`, 'needs Terraform 1.10 or later'],
    [`terraform -chdir=cdktf.out/stacks/${name} apply`, 'needs AWS credentials; shows the plan and asks'],
  ];
  const width = Math.max(...steps.map(([command]) => command.length));
  const lines = steps.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`);
  return `\nNext:\n${lines.join('\n')}\n`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
