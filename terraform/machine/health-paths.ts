import { NODE_FILES } from '../../model/node-files';
import type { MachineFiles } from '../machine-files';
import { apachePages } from './apache';
import { type BraceSyntax, blocksOf, type Directive, lastArguments, parseBraces } from './braces';
import { INCLUDE_DEPTH, includedFiles } from './include';
import { parseVcl } from './vcl';

/** Pages that a machine answers as long as it works itself. */
export function healthCheckPaths(files: MachineFiles): ReadonlySet<string> {
  const vcl = files.get(NODE_FILES.varnish);
  return new Set([...apachePages(files), ...nginxPages(files), ...(vcl === undefined ? [] : parseVcl(vcl).answers)]);
}

const NGINX: BraceSyntax = { comment: /^#/, end: 'semicolon' };
const NGINX_FOLDER = '/etc/nginx';

/**
 * Pages with a `location` of their own that waits for nobody else: neither for another machine, nor for processes that other
 * locations keep busy as well.
 */
function nginxPages(files: MachineFiles): readonly string[] {
  const text = files.get(NODE_FILES.nginx);
  if (text === undefined) return [];
  const http = blocksOf(nginxDirectives(text, files, 0), 'http').flatMap(({ block }) => block);
  const locations = blocksOf(http, 'server').flatMap(({ block }) => locationsOf(block));
  const busy = (pool: string) => locations.filter((one) => lastArguments(one.block, 'fastcgi_pass')?.[0] === pool);
  return locations.flatMap(({ words: [, match, page], block }) => {
    const pool = lastArguments(block, 'fastcgi_pass')?.[0];
    const waits = blocksOf(block, 'proxy_pass').length > 0 || (pool !== undefined && busy(pool).length > 1);
    return match === '=' && page !== undefined && !waits ? [page] : [];
  });
}

function locationsOf(block: readonly Directive[]): readonly Directive[] {
  return blocksOf(block, 'location').flatMap((one) => [one, ...locationsOf(one.block)]);
}

/** `include` stands for what it names; what the machine does not write is Debian's own, and has no locations. */
function nginxDirectives(text: string, files: MachineFiles, depth: number): readonly Directive[] {
  const within = (all: readonly Directive[]): readonly Directive[] =>
    all.flatMap(({ words, block }) => {
      const [word, pattern] = words;
      if (word !== 'include' || pattern === undefined) return [{ words, block: within(block) }];
      if (depth >= INCLUDE_DEPTH) return [];
      return includedFiles(pattern, NGINX_FOLDER, files).flatMap(([, more]) => nginxDirectives(more, files, depth + 1));
    });
  return within(parseBraces(text, NGINX));
}
