import { alike, type Json, type Mutation, type Specimen } from './mutant';

/** A line of a machine's cloud-config, and the part that it is in. */
interface ConfigLine {
  readonly at: number;
  readonly part: string;
  readonly line: string;
}

/** Each line of each machine's configuration, on one node and on all of its tier; files, packages, units and modes among them. */
export function configurationMutations({ stage, stack }: Specimen): readonly Mutation[] {
  const locals = Object.keys(stack.locals).filter((name) => name.endsWith('_machine'));
  return locals.flatMap((local) => {
    const peers = locals.filter((other) => alike(other) === alike(local));
    const scopes = peers.length > 1 ? (['one', 'all'] as const) : (['all'] as const);
    const tier = local.replace(/_\d+_machine$|_machine$/, '');
    const lines = linesOf(stack.locals[local]);
    const ordinals = ordinalsOf(lines);
    const edited = lines.flatMap((line, index) =>
      editsOf(line.line).map(({ edit, to }) => ({ line, ordinal: ordinals[index] ?? '', edit, to })),
    );
    return scopes.flatMap((scope) => [
      ...edited.map(
        ({ line, ordinal, edit, to }): Mutation => ({
          ...{ stage, scope, kind: kindOf(line), name: `${tier} ${line.part}: ${edit}: ${alike(line.line.trim())}` },
          what: line.line.trim(),
          change: (copy) => {
            for (const one of scope === 'all' ? peers : [local]) editLine(copy, one, ordinal, to);
          },
        }),
      ),
      ...[...new Set(lines.flatMap(({ part }) => (part.startsWith('/') ? [part] : [])))].map(
        (path): Mutation => ({
          ...{ stage, scope, kind: 'whole file', name: `${tier} without ${path}`, what: path },
          change: (copy) => {
            for (const one of scope === 'all' ? peers : [local]) copy.locals[one] = withoutFile(copy.locals[one], path);
          },
        }),
      ),
    ]);
  });
}

/** Lines that count: neither blank, nor a comment. */
function linesOf(text: string): readonly ConfigLine[] {
  let part = 'head';
  return text.split('\n').flatMap((line, at) => {
    const path = /^ - path: (.*)$/.exec(line)?.[1];
    const key = /^(\w+):/.exec(line)?.[1];
    part = path ?? key ?? part;
    const skipped = /^\s*(#(?!cloud-config)|$)/.test(line) || /^ {3}content:|^write_files:/.test(line);
    return skipped ? [] : [{ at, part, line }];
  });
}

/** Names a line by its part, what it says, and how many of its kind stand before it, so that it is found in a peer, too. */
function ordinalsOf(lines: readonly ConfigLine[]): readonly string[] {
  const seen = new Map<string, number>();
  return lines.map(({ part, line }) => {
    const key = `${part}\n${alike(line)}`;
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return `${key}\n${before}`;
  });
}

function editLine(copy: Json, local: string, ordinal: string, to: (line: string) => string | undefined): void {
  const text: string = copy.locals[local];
  const lines = linesOf(text);
  const found = lines[ordinalsOf(lines).indexOf(ordinal)];
  if (!found) return;
  const all = text.split('\n');
  const line = to(found.line);
  copy.locals[local] = all.toSpliced(found.at, 1, ...(line === undefined ? [] : [line])).join('\n');
}

function kindOf({ part, line }: ConfigLine): string {
  if (/^ - path: /.test(line)) return 'path';
  if (/^ {3}permissions:/.test(line)) return 'mode';
  if (/^ {3}defer:/.test(line)) return 'defer';
  if (!part.startsWith('/')) return `cloud-config ${part}`;
  return part.replace(/[^/]+(?=\.(timer|service|mount|automount))/, (unit) => unit);
}

interface LineEdit {
  readonly edit: string;
  /** What the line becomes; nothing where it goes. */
  readonly to: (line: string) => string | undefined;
}

const NUMBER = /(?<![\w.$])\d+(?![\w.]*\.\d)/;

/** Removed; its first number another; its first, and its last, name another. */
function editsOf(line: string): readonly LineEdit[] {
  const edits: LineEdit[] = [{ edit: 'removed', to: () => undefined }];
  if (NUMBER.test(line))
    edits.push({ edit: 'number', to: (own) => own.replace(NUMBER, (one) => String(Number(one) + 7)) });
  const address = /\d+\.\d+\.\d+\.\d+/;
  if (address.test(line)) edits.push({ edit: 'address', to: (own) => own.replace(address, '10.99.99.99') });
  const words = [...line.matchAll(/(?<![\w$])[A-Za-z][\w-]{2,}/g)];
  const name = (place: number): LineEdit => ({
    edit: place === 0 ? 'first name' : 'last name',
    to: (own) => {
      const found = [...own.matchAll(/(?<![\w$])[A-Za-z][\w-]{2,}/g)].at(place);
      return found ? `${own.slice(0, found.index + found[0].length)}x${own.slice(found.index + found[0].length)}` : own;
    },
  });
  if (words.length > 0) edits.push(name(0));
  if (words.length > 1) edits.push(name(-1));
  return edits;
}

/** The text of a cloud-config without one entry of `write_files`. */
function withoutFile(text: string, path: string): string {
  const lines = text.split('\n');
  const start = lines.indexOf(` - path: ${path}`);
  if (start < 0) return text;
  const length = lines.slice(start + 1).findIndex((line) => /^( - path: |\w)/.test(line));
  return lines.toSpliced(start, length < 0 ? lines.length : length + 1).join('\n');
}
