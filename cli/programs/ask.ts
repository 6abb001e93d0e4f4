import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { imageName, recipeFor } from '../../drill/base-image/recipe';
import { CACHE_FOLDER } from '../../drill/names';
import { OPERATING_SYSTEMS, type OperatingSystem, RELEASES } from '../../model/releases';
import type { ProgramAsked, ProgramNotAsked, ProgramsReport, RefusedFile } from '../../report/check/programs';
import type { MachineFiles } from '../../terraform/machine-files';
import { nodesOf } from '../../terraform/nodes';
import { ResourceIndex } from '../../terraform/resource-index';
import { fields } from '../../terraform/values';
import { type Objection, objectionsOf, PROGRAM_CHECKERS, type ProgramChecker } from './checkers';
import { silentCallees } from './listening';
import { runSandboxed, SandboxError } from './sandbox';

/** Most runs of programs for one stack: what all machines of a tier have alike is one. */
const MOST_RUNS = 400;
/** Most characters of one program's configuration. EC2 takes 16 KiB for a machine. */
const LARGEST = 1024 * 1024;

/** The machines that one program is asked about at once, for they have its files alike. */
interface Question {
  readonly checker: ProgramChecker;
  readonly binary: string;
  readonly machines: string[];
  readonly privateIp: string | undefined;
  readonly files: ReadonlyMap<string, string>;
  /** Those of the files that the program reads itself. */
  readonly paths: readonly string[];
}

/**
 * Asks the programs that read machines' configurations whether they take them, in a place where they can do nothing else, and
 * compares what callers call with what the others listen on. Nothing of the stack is run.
 * @param terraform a synthesized stack, parsed
 */
export function askPrograms(terraform: unknown): ProgramsReport {
  const nodes = [...nodesOf(new ResourceIndex(terraform)).values()].filter(
    ({ machine }) => machine.problem === undefined,
  );
  const questions = new Map<string, Question>();
  for (const { address, privateIp, machine } of nodes)
    for (const checker of PROGRAM_CHECKERS)
      addQuestion(questions, checker, { address, privateIp, files: machine.files });
  const os = releaseOf(terraform);
  const notAsked: ProgramNotAsked[] = [];
  const asked: ProgramAsked[] = [];
  const refused: RefusedFile[] = [];
  let runs = 0;
  for (const question of questions.values()) {
    const { checker, machines, files, binary } = question;
    const about = { program: binary, machines };
    const lower = systemWith(binary, os);
    const dangerous = wouldRun(checker, files);
    if (lower === undefined) notAsked.push({ ...about, code: 'missing' });
    else if (dangerous) notAsked.push({ ...about, code: 'would-run', ...dangerous });
    else if ([...files.values()].reduce((sum, text) => sum + text.length, 0) > LARGEST)
      notAsked.push({ ...about, code: 'too-large' });
    else if (++runs > MOST_RUNS) notAsked.push({ ...about, code: 'too-many' });
    else
      try {
        const answered = answer(question, lower.folder);
        if (answered === undefined) {
          // A busy machine is no fault of the file's.
          notAsked.push({ ...about, code: 'no-end' });
          continue;
        }
        const { version, objections } = answered;
        asked.push({ ...about, version, system: lower.name });
        refused.push(...objections.map((one) => ({ ...about, ...placed(one, question) })));
      } catch (error) {
        if (!(error instanceof SandboxError)) throw error;
        notAsked.push({ ...about, code: 'no-sandbox', detail: error.message });
      }
  }
  return { asked, notAsked, refused, silent: silentCallees(nodes) };
}

/** Paths of which each folder is written as it is. What leads elsewhere is nobody's configuration. */
const PLAIN_PATH = /^\/etc(\/(?!\.{1,2}(\/|$))[\w.@+-]+)+$/;

function addQuestion(
  questions: Map<string, Question>,
  checker: ProgramChecker,
  {
    address,
    privateIp,
    files,
  }: { readonly address: string; readonly privateIp: string | undefined; readonly files: MachineFiles },
): void {
  const plain = [...files].filter(([path]) => PLAIN_PATH.test(path)).sort(([a], [b]) => (a < b ? -1 : 1));
  const paths = plain.flatMap(([path]) => (checker.reads.test(path) ? [path] : []));
  if (paths.length === 0) return;
  const own = new Map(plain.filter(([path]) => checker.reads.test(path) || checker.beside?.test(path)));
  const key = JSON.stringify([checker.program, ...own]);
  const known = questions.get(key);
  if (known) known.machines.push(address);
  else {
    const binary = checker.binary?.(paths) ?? checker.program;
    questions.set(key, { checker, binary, machines: [address], privateIp, files: own, paths });
  }
}

/** The first line that would make a program run or load something of the stack. */
function wouldRun({ runs }: ProgramChecker, files: ReadonlyMap<string, string>) {
  if (!runs) return undefined;
  for (const [file, text] of files)
    for (const [at, line] of text.split('\n').entries()) {
      // A line that goes on is read as one.
      const detail = runs(
        text.split('\n')[at - 1]?.endsWith('\\') ? `${text.split('\n')[at - 1]?.slice(0, -1)}${line}` : line,
      );
      if (detail !== undefined) return { file, line: at + 1, detail };
    }
  return undefined;
}

const ASKED = 'nospof-asked';

function answer({ checker, binary, files, paths, privateIp }: Question, lower: string) {
  const texts = paths.map((path) => files.get(path) ?? '');
  const script = `binary=${binary}; ${checker.version}; echo ${ASKED}; { ${checker.ask(paths, texts)}\n} 2>&1`;
  const address = /^\d{1,3}(\.\d{1,3}){3}$/.exec(privateIp ?? '')?.[0];
  const { status, said } = runSandboxed({ lower, files, script, ...(address !== undefined && { privateIp: address }) });
  if (status === undefined) return undefined;
  const at = said.indexOf(`${ASKED}\n`);
  const [version = ''] = said.slice(0, at).trim().split('\n');
  return { version, objections: objectionsOf(checker, status, said.slice(at + ASKED.length + 1)) };
}

/** Where a program names no place, the first line with a word that it quotes. */
function placed(
  { words, ...place }: Objection,
  { files, paths }: Question,
): Pick<RefusedFile, 'file' | 'line' | 'words'> {
  const file = place.file ?? (paths.length === 1 ? paths[0] : undefined);
  if (place.line !== undefined) return { ...(file !== undefined && { file }), line: place.line, words };
  const quoted = [...words.matchAll(/['"`]([^'"`]{2,})['"`]/g)].map(([, one = '']) => one.split('=')[0] ?? '');
  for (const [path, text] of files) {
    const at = text
      .split('\n')
      .findIndex((line) => quoted.some((one) => line.replaceAll('-', '_').includes(one.replaceAll('-', '_'))));
    if (at >= 0 && (file === undefined || file === path)) return { file: path, line: at + 1, words };
  }
  return { ...(file !== undefined && { file }), words };
}

/** What the site's machines run, by the parameter of their image. */
function releaseOf(terraform: unknown): OperatingSystem | undefined {
  const parameters = Object.values(fields(fields(fields(terraform).data).aws_ssm_parameter));
  const names = parameters.map((one) => String(fields(one).name));
  return OPERATING_SYSTEMS.find((os) => names.some((name) => name.startsWith(RELEASES[os].imageParameter)));
}

/** A system that has a program: that which drills boot nodes of the release from, then this machine's. */
function systemWith(binary: string, os: OperatingSystem | undefined) {
  const image = os && join(CACHE_FOLDER, imageName(recipeFor(RELEASES[os], [])));
  const own = image !== undefined && existsSync(image) && statSync(image).uid === 0;
  const systems = [...(own ? [{ folder: image, name: os }] : []), { folder: '/', name: undefined }];
  const folders = binary.startsWith('/') ? [''] : ['usr/sbin', 'usr/bin'];
  return systems.find(({ folder }) => folders.some((one) => existsSync(join(folder, one, binary))));
}
