import type { MachineFiles } from '../../terraform/machine-files';

/** How each kind of server is told to answer a page without any other's help. */
const ANSWERS: readonly { readonly path: RegExp; readonly page: RegExp }[] = [
  { path: /^\/etc\/apache2\//, page: /^\s*WSGIScriptAliasMatch "\^(\S+)\$" .*process-group=health\b/gm },
  { path: /^\/etc\/nginx\//, page: /^\s*location = (\S+) \{/gm },
  { path: /^\/etc\/varnish\//, page: /req\.url == "([^"]+)"/g },
];

const KNOWN = new WeakMap<MachineFiles, ReadonlySet<string>>();

/**
 * Pages that a machine answers as long as it works itself. A check by any other would take all servers out with what they
 * only use.
 */
export function ownHealth(files: MachineFiles): ReadonlySet<string> {
  const known = KNOWN.get(files);
  if (known) return known;
  const pages = [...files].flatMap(([path, text]) =>
    ANSWERS.filter((one) => one.path.test(path)).flatMap(({ page }) =>
      [...text.matchAll(page)].map(([, found = '']) => found.replaceAll('\\', '')),
    ),
  );
  const found = new Set(pages);
  KNOWN.set(files, found);
  return found;
}
