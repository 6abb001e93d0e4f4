import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transformSync } from '@swc/core';

/*
 * `npm run embed:page`: what runs in the page of `nospof explore` is the product's own code, compiled for a browser and linked
 * into one text. It is committed, and a test holds it against its sources.
 */

/** What the page begins with. */
const ENTRY = 'report/explore/page/main.ts';

/** The module that holds the page's program. */
export function embeddedPage(root: string): string {
  const modules = new Map<string, string>();
  link(root, join(root, ENTRY), modules);
  const bodies = [...modules].map(([path, code]) => `${JSON.stringify(path)}:(module,exports,require)=>{${code}}`);
  // A folder's name is no address: each module asks by the path that it was linked with.
  const program = `"use strict";(()=>{const m={${bodies.join(',')}},c={};const r=p=>{if(!c[p]){c[p]={exports:{}};m[p](c[p],c[p].exports,r)}return c[p].exports};r(${JSON.stringify(ENTRY)})})()`;
  // What closes a script's tag may stand in none of its strings.
  if (/<\/script/i.test(program)) throw new Error('the program would end its own tag');
  return `// Made of ${ENTRY} and what it imports by \`npm run embed:page\`; change those.

/** The program of the page that \`nospof explore\` writes. */
export const PAGE_PROGRAM = ${JSON.stringify(program)};
`;
}

function link(root: string, file: string, modules: Map<string, string>): void {
  const path = relative(root, file);
  if (modules.has(path)) return;
  modules.set(path, '');
  const { code } = transformSync(readFileSync(file, 'utf8'), {
    filename: file,
    swcrc: false,
    configFile: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022', minify: { compress: true, mangle: true } },
    module: { type: 'commonjs', strictMode: false },
    minify: true,
  });
  const linked = code.replace(/\brequire\((["'])(\.[^"']+)\1\)/g, (_, _quote, target: string) => {
    const imported = join(dirname(file), `${target}.ts`);
    link(root, imported, modules);
    return `require(${JSON.stringify(relative(root, imported))})`;
  });
  if (/\brequire\((["'])(?!report|check|fault-graph|model)/.test(linked)) throw new Error(`${path} imports a package`);
  modules.set(path, linked);
}

if (require.main === module) {
  const root = dirname(dirname(__dirname));
  writeFileSync(join(root, 'report/explore/embedded.ts'), embeddedPage(root));
}
