import type { MachineFiles } from '../machine-files';
import { type Directive, parseBraces } from './braces';
import { parseVcl } from './vcl';

/** How each kind of server is told to answer a page without any other's help. */
const ANSWERS: readonly { readonly path: RegExp; readonly pages: (text: string) => readonly string[] }[] = [
  { path: /^\/etc\/apache2\//, pages: apachePages },
  { path: /^\/etc\/nginx\//, pages: nginxPages },
  { path: /^\/etc\/varnish\//, pages: (text) => parseVcl(text).answers },
];

/** Pages that a machine answers as long as it works itself. */
export function healthCheckPaths(files: MachineFiles): ReadonlySet<string> {
  const pages = [...files].flatMap(([path, text]) =>
    ANSWERS.filter((one) => one.path.test(path)).flatMap((one) => one.pages(text)),
  );
  return new Set(pages);
}

/** Pages of a script in a process group of its own; a comment is a line that starts with `#`. */
function apachePages(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [, page = ''] = /^\s*WSGIScriptAliasMatch "\^(\S+)\$" .*process-group=health\b/.exec(line) ?? [];
    return page === '' ? [] : [page.replaceAll('\\', '')];
  });
}

/** Pages with a `location` of their own. */
function nginxPages(text: string): readonly string[] {
  const locations = (all: readonly Directive[]): readonly string[] =>
    all.flatMap(({ words: [word, match, page], block }) => [
      ...(word === 'location' && match === '=' && page !== undefined ? [page] : []),
      ...locations(block),
    ]);
  return locations(parseBraces(text, { comment: /^#/, end: 'semicolon' }));
}
