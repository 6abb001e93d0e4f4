import { NODE_FILES } from '../../model/node-files';
import type { MachineFiles } from '../machine-files';
import { type BraceSyntax, blocksOf, type Directive, lastArguments, parseBraces } from './braces';
import { INCLUDE_DEPTH, includedFiles } from './include';

const SYNTAX: BraceSyntax = { comment: /^#/, end: 'semicolon' };
const FOLDER = '/etc/nginx';

/**
 * The directives of a machine's nginx; none where it has no nginx. `include` stands for the files of the machine that it names;
 * where it names none of them, it is Debian's own, and stays.
 */
export function nginxDirectives(files: MachineFiles): readonly Directive[] {
  const text = files.get(NODE_FILES.nginx);
  return text === undefined ? [] : read(text, files, 0);
}

function read(text: string, files: MachineFiles, depth: number): readonly Directive[] {
  const within = (all: readonly Directive[]): readonly Directive[] =>
    all.flatMap(({ words, block }) => {
      const [word, pattern] = words;
      if (word !== 'include' || pattern === undefined) return [{ words, block: within(block) }];
      if (depth >= INCLUDE_DEPTH) return [];
      const included = includedFiles(pattern, FOLDER, files);
      if (included.length === 0) return [{ words, block: [] }];
      return included.flatMap(([, more]) => read(more, files, depth + 1));
    });
  return within(parseBraces(text, SYNTAX));
}

/** The servers of a configuration. */
export function nginxServers(all: readonly Directive[]): readonly Directive[] {
  const http = blocksOf(all, 'http').flatMap(({ block }) => block);
  return blocksOf(http, 'server');
}

/** The locations in a block, and those in them. */
export function locationsOf(block: readonly Directive[]): readonly Directive[] {
  return blocksOf(block, 'location').flatMap((one) => [one, ...locationsOf(one.block)]);
}

/**
 * Pages with a `location` of their own that waits for nobody else: neither for another machine, nor for processes that other
 * locations keep busy as well.
 */
export function nginxPages(all: readonly Directive[]): readonly string[] {
  const locations = nginxServers(all).flatMap(({ block }) => locationsOf(block));
  const busy = (pool: string) => locations.filter((one) => lastArguments(one.block, 'fastcgi_pass')?.[0] === pool);
  return locations.flatMap(({ words: [, match, page], block }) => {
    const pool = lastArguments(block, 'fastcgi_pass')?.[0];
    const waits = blocksOf(block, 'proxy_pass').length > 0 || (pool !== undefined && busy(pool).length > 1);
    return match === '=' && page !== undefined && !waits ? [page] : [];
  });
}
