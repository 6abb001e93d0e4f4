import { escapeControls } from '../../model/diagnostic';

/** What programs that read machines' configurations said of a stack, with `check --programs`. */
export interface ProgramsReport {
  readonly asked: readonly ProgramAsked[];
  readonly notAsked: readonly ProgramNotAsked[];
  readonly refused: readonly RefusedFile[];
  readonly silent: readonly SilentCallee[];
}

interface AboutProgram {
  readonly program: string;
  /** Terraform addresses of the machines that have its files alike. */
  readonly machines: readonly string[];
}

export interface ProgramAsked extends AboutProgram {
  /** What it says of itself. */
  readonly version: string;
  /** Release whose programs those are that drills run. @default - this machine's */
  readonly system: string | undefined;
}

export interface ProgramNotAsked extends AboutProgram {
  /**
   * `missing`: it is not here. `no-sandbox`: no place can be made here in which it could do no harm. `would-run`: it would run
   * or load something of the stack. `no-end`: it had to be ended. `too-large`, `too-many`: more than would come to an end.
   */
  readonly code: 'missing' | 'no-sandbox' | 'would-run' | 'no-end' | 'too-large' | 'too-many';
  readonly file?: string;
  readonly line?: number;
  readonly detail?: string;
}

/** A file that a program refuses, or warns of. */
export interface RefusedFile extends AboutProgram {
  /** @default - the program names none */
  readonly file?: string;
  /** From 1. @default - the program names none */
  readonly line?: number;
  /** The program's own. */
  readonly words: string;
}

/** A machine that does not listen where another one calls it. */
export interface SilentCallee {
  readonly caller: string;
  /** The caller's. */
  readonly file: string;
  readonly callee: string;
  readonly port: number;
  /** Where it does, as `*:80`. */
  readonly listens: readonly string[];
}

/** Most characters of a program's words that are shown. */
const SHOWN = 300;

const short = (address: string) => address.slice(address.indexOf('.') + 1);

function names(machines: readonly string[]): string {
  const all = machines.map(short);
  return all.length > 6 ? `${all.slice(0, 5).join(', ')} and ${all.length - 5} more` : all.join(', ');
}

function placeText({ file, line }: Pick<RefusedFile, 'file' | 'line'>): string {
  return file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}`;
}

/** `haproxy refuses /etc/haproxy/haproxy.cfg:7 of balancer_1: unknown keyword 'maxcon'` */
export function refusedText({ program, machines, words, ...place }: RefusedFile): string {
  const what = placeText(place);
  const said = escapeControls(words);
  const shown = said.length > SHOWN ? `${said.slice(0, SHOWN - 1)}…` : said;
  return `${program} refuses ${what === '' ? 'the configuration' : what} of ${names(machines)}: ${shown}`;
}

export function silentText({ caller, file, callee, port, listens }: SilentCallee): string {
  return `${short(caller)} calls port ${port} of ${short(callee)} by ${file}, and ${short(callee)} listens on ${listens.join(', ')}`;
}

/** Who was asked, and who was not and why; a line each. */
export function programTexts({ asked, notAsked }: ProgramsReport): readonly string[] {
  const versions = new Map<string, string[]>();
  for (const { version, system, program, machines } of asked) {
    const key = `${version || program} (${system === undefined ? "this machine's" : `of ${system}`})`;
    versions.set(key, [...(versions.get(key) ?? []), ...machines]);
  }
  return [
    ...[...versions]
      .map(([program, machines]) => `asked: ${escapeControls(program)}, on ${names([...new Set(machines)].sort())}`)
      .sort(),
    ...[...new Set(notAsked.map(notAskedText))].sort(),
  ];
}

function notAskedText({ program, machines, code, detail = '', ...place }: ProgramNotAsked): string {
  const about = `not asked: ${program} on ${names(machines)}`;
  switch (code) {
    case 'missing':
      return `${about}: it is not here`;
    case 'no-sandbox':
      return `${about}: no place can be made here where it does no harm; run as root (${escapeControls(detail).slice(0, SHOWN)})`;
    case 'would-run':
      return `${about}: ${placeText(place)} has '${escapeControls(detail)}', by which it would run or load something`;
    case 'no-end':
      return `${about}: it came to no end within a minute, and was ended`;
    case 'too-large':
      return `${about}: more than 1 MiB of configuration`;
    case 'too-many':
      return `${about}: too many machines differ`;
  }
}
