import { NODE_FILES } from '../../model/node-files';
import type { MachineFiles } from '../machine-files';
import { INCLUDE_DEPTH, includedFiles } from './include';

/** A directive of Apache's configuration, or a section with what is in it. */
export interface ApacheDirective {
  /** In small letters, as Apache does not tell them apart. */
  readonly name: string;
  readonly args: readonly string[];
  readonly inside: readonly ApacheDirective[];
}

/** Where relative names of Debian's apache2 begin, unless `ServerRoot` says otherwise. */
const SERVER_ROOT = '/etc/apache2';

/** The directives of a machine's Apache, what it includes among them; none where it has no Apache. */
export function apacheDirectives(files: MachineFiles): readonly ApacheDirective[] {
  const text = files.get(NODE_FILES.apache);
  return text === undefined ? [] : parseApache(text, files, SERVER_ROOT, 0);
}

/**
 * Pages that a machine's Apache answers by a group of processes that serves nothing else, as it reads its configuration: the first
 * alias of a virtual host that fits a page takes it, and of several virtual hosts of one port the first answers who asks by address.
 */
export function apachePages(all: readonly ApacheDirective[]): readonly string[] {
  const groups = new Set(apacheNamed(all, 'wsgidaemonprocess').map(({ args }) => args[0] ?? ''));
  const everywhere = withInside(all);
  const uses = (group: string) =>
    aliasesOf(everywhere).filter((one) => one.group === group).length +
    apacheNamed(everywhere, 'wsgiprocessgroup').filter(({ args }) => args[0] === group).length;
  const hosts = apacheNamed(all, 'virtualhost');
  return (hosts.length === 0 ? [{ inside: [] }] : firstOfEach(hosts)).flatMap(({ inside }) => {
    const aliases = aliasesOf([...inside, ...all]);
    return aliases.flatMap(({ page, group }) => {
      if (page === undefined || group === undefined || !groups.has(group) || uses(group) > 1) return [];
      const taker = aliases.find(({ takes }) => takes(page));
      return taker?.group === group ? [page] : [];
    });
  });
}

/** Directives, and those in their sections. */
export function withInside(all: readonly ApacheDirective[]): readonly ApacheDirective[] {
  return all.flatMap((one) => [one, ...withInside(one.inside)]);
}

/** An alias, or a redirect: which addresses it takes, and to whom they go. */
interface Alias {
  /** The one page that it is for. */
  readonly page: string | undefined;
  readonly group: string | undefined;
  readonly takes: (page: string) => boolean;
}

/** What `Alias`, `ScriptAlias`, `WSGIScriptAlias` and `Redirect` have in common, and their forms with a pattern. */
const TAKING = /^(?:(?:wsgiscript|script)?alias|redirect)(match)?$/;

function aliasesOf(all: readonly ApacheDirective[]): readonly Alias[] {
  return all.flatMap(({ name, args }): Alias[] => {
    const found = TAKING.exec(name);
    if (found === null) return [];
    const [place = '', ...rest] = name.startsWith('redirect') && args.length > 2 ? args.slice(1) : args;
    const group = name.startsWith('wsgi')
      ? rest.findLast((one) => one.startsWith('process-group='))?.slice('process-group='.length)
      : undefined;
    if (found[1] === undefined) {
      const takes = (page: string) =>
        place === '/' || page === place || page.startsWith(`${place.replace(/\/$/, '')}/`);
      return [{ page: undefined, group, takes }];
    }
    const pattern = patternOf(place);
    return [{ page: literal(place), group, takes: (page) => pattern?.test(page) ?? true }];
  });
}

/** What is no expression here takes whatever it may: nothing is concluded of pages behind it. */
function patternOf(source: string): RegExp | undefined {
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

/** The one page that an expression of the form `^/health$` takes. */
function literal(source: string): string | undefined {
  const [, inner] = /^\^((?:\\[^\w]|[\w/~%-])+)\$$/.exec(source) ?? [];
  return inner?.replaceAll(/\\(.)/g, '$1');
}

function firstOfEach(hosts: readonly ApacheDirective[]): readonly ApacheDirective[] {
  const seen = new Set<string>();
  return hosts.filter(({ args }) => {
    const isFirst = args.every((one) => !seen.has(one));
    for (const one of args) seen.add(one);
    return isFirst;
  });
}

/** Directives of a name, in their order. */
export function apacheNamed(all: readonly ApacheDirective[], name: string): readonly ApacheDirective[] {
  return all.filter((one) => one.name === name);
}

/** A line is a directive, `\\` at its end continues it, `#` at its start makes a comment of it (httpd, "Configuration Files"). */
function parseApache(text: string, files: MachineFiles, root: string, depth: number): readonly ApacheDirective[] {
  const stack: { readonly name: string; readonly inside: ApacheDirective[] }[] = [{ name: '', inside: [] }];
  let from = root;
  for (const raw of text.replaceAll(/\\\r?\n/g, '').split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, close] = /^<\/(\w+)\s*>$/.exec(line) ?? [];
    const [, open, heading = ''] = /^<(\w+)\s*(.*?)\s*>$/.exec(line) ?? [];
    if (close !== undefined) {
      if (stack.length > 1) stack.pop();
      continue;
    }
    const [name = '', ...args] = words(open === undefined ? line : `${open} ${heading}`);
    const inside: ApacheDirective[] = [];
    const directive = { name: name.toLowerCase(), args, inside };
    if (directive.name === 'serverroot') from = args[0] ?? from;
    const isInclude = directive.name === 'include' || directive.name === 'includeoptional';
    const added =
      isInclude && depth < INCLUDE_DEPTH
        ? args.flatMap((pattern) =>
            includedFiles(pattern, from, files).flatMap(([, more]) => parseApache(more, files, from, depth + 1)),
          )
        : [directive];
    stack.at(-1)?.inside.push(...added);
    if (open !== undefined) stack.push(directive);
  }
  return stack[0]?.inside ?? [];
}

/** Words of a line; quotes hold one together, and a `\\` before a quote makes it a letter. */
function words(line: string): readonly string[] {
  const found = line.matchAll(/"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|(\S+)/g);
  return [...found].map(([, double, single, plain]) => {
    return double?.replaceAll('\\"', '"') ?? single?.replaceAll("\\'", "'") ?? plain ?? '';
  });
}
