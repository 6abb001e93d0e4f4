import { NODE_FILES } from '../../../model/node-files';
import type { Machine } from '../../../terraform/machine/machine';
import { readShell, type ShellFacts } from '../../../terraform/machine/shell';
import type { ResourceIndex } from '../../../terraform/resource-index';
import { shortName } from '../gap';
import type { NodeGap, NodeRule } from '../node-gap';
import { packageName } from './cloud-config';
import { PROGRAMS } from './programs';
import { SYSTEM_PROGRAMS } from './words';

/** A machine's own scripts parse, and what they call and read is there. */
export const scripts: NodeRule = ({ machine, address }, { stack }) => {
  const known = new Known(machine, stack);
  const gaps: NodeGap[] = [];
  for (const [path, text] of machine.files) {
    const where = `${path} of ${shortName(address)}`;
    if (isShell(path, text))
      for (const lookedFor of known.lacks(factsOf(text, stack))) gaps.push(gap(lookedFor, where));
    for (const missing of mentioned(text, stack).filter((one) => !machine.files.has(one)))
      gaps.push(gap(`the file ${missing}, which it names`, where));
  }
  return gaps;
};

/** Steps, questions of health and the like have no first line of their own: nospof-setup and others run them with bash. */
function isShell(path: string, text: string): boolean {
  if (/\.(py|php)$/.test(path)) return false;
  if (/^#!\S*\/(ba)?sh\b/.test(text)) return true;
  return path.startsWith('/usr/local/lib/nospof/') && !text.startsWith('#!');
}

const READ = new WeakMap<ResourceIndex, Map<string, ShellFacts>>();
/** Texts that machines of several stacks have alike; the latest of them. */
const TEXTS = new Map<string, ShellFacts>();

function factsOf(text: string, stack: ResourceIndex): ShellFacts {
  const own = READ.get(stack) ?? new Map<string, ShellFacts>();
  READ.set(stack, own);
  const read = own.get(text) ?? TEXTS.get(text) ?? readShell(text);
  own.set(text, read);
  if (TEXTS.size > 400) TEXTS.clear();
  TEXTS.set(text, read);
  return read;
}

/** What bash, systemd and Pacemaker give a script. */
const GIVEN =
  /^(HOME|PATH|USER|LANG|SECONDS|EPOCHSECONDS|BASHPID|BASH_REMATCH|RANDOM|PPID|UID|EUID|HOSTNAME|IFS|REPLY|PIPESTATUS|OCF_\w+|REMOTE_ADDR|REMOTE_PORT|ID|VERSION_ID|VERSION_CODENAME)$/;

/** What all scripts of a machine may use. */
class Known {
  readonly #functions = new Set<string>();
  readonly #variables = new Set<string>();
  readonly #packages: readonly string[];

  constructor(
    readonly machine: Machine,
    readonly stack: ResourceIndex,
  ) {
    this.#packages = machine.packages;
    for (const name of machine.settings.keys()) this.#variables.add(name);
    for (const [path, text] of machine.files) {
      // Libraries that the others read, and answers to how a unit is renewed.
      if (!/^\/usr\/local\/lib\/nospof\/(\w+\.sh|renew\.d\/.*)$/.test(path)) continue;
      const { functions, assigned } = factsOf(text, stack);
      for (const name of functions) this.#functions.add(name);
      for (const name of assigned) this.#variables.add(name);
    }
  }

  lacks({ unbalanced, functions, commands, assigned, used }: ShellFacts): readonly string[] {
    const isKnown = (name: string) => functions.has(name) || this.#functions.has(name) || SYSTEM_PROGRAMS.has(name);
    return [
      ...unbalanced.map((one) => `a whole script (${one})`),
      ...[...commands].filter((name) => !isKnown(name)).flatMap((name) => this.#command(name)),
      ...[...used]
        .filter((name) => !assigned.has(name) && !this.#variables.has(name) && !GIVEN.test(name))
        .map((name) => `a value of ${name}, which it takes`),
    ];
  }

  #command(name: string): readonly string[] {
    if (name.startsWith('/')) return [];
    if (this.machine.files.has(`/usr/local/sbin/${name}`)) return [];
    const from = PROGRAMS.filter(({ programs }) => programs.includes(name)).map(({ packages }) => packages);
    if (from.length === 0) return [`a program or function ${name}`];
    if (from.some((one) => this.#packages.some((each) => one.test(each)))) return [];
    return [`the package ${from.map(packageName).join(' or ')}, for ${name}`];
  }
}

const MENTIONED = /(?<![\w.$/-])\/usr\/local\/(?:s?bin|lib\/nospof)\/[\w./-]*\w/g;

const NAMED = new WeakMap<ResourceIndex, Map<string, readonly string[]>>();

/** Files of a machine's own that a text names, but for folders, patterns, and what it looks for first. */
function mentioned(text: string, stack: ResourceIndex): readonly string[] {
  const known = NAMED.get(stack) ?? new Map<string, readonly string[]>();
  NAMED.set(stack, known);
  const found =
    known.get(text) ??
    [...text.matchAll(MENTIONED)].flatMap(([path], at) => {
      const match = [...text.matchAll(MENTIONED)][at];
      const next = text[(match?.index ?? 0) + path.length];
      const isFolder =
        next === '/' || /^\/usr\/local\/(s?bin|lib\/nospof(\/[a-z]+\.d)?|lib\/nospof\/periodic)$/.test(path);
      return isFolder || path === OPTIONAL ? [] : [path];
    });
  known.set(text, found);
  return [...new Set(found)];
}

/** The application looks whether it is there. */
const OPTIONAL: string = NODE_FILES.run;

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'wrong-configuration', lookedFor, where };
}
