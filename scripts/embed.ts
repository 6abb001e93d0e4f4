import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PLACEHOLDER } from '../model/script';

/*
 * `npm run embed`: scripts stand in files of their own, for editors and linters; what ships is a module that holds their text,
 * so that nothing is read from the disk. It is committed, and a test holds it against the scripts.
 */

/** Folders whose scripts are embedded, each into the module `embedded.ts` of its own. */
export const EMBEDDED_FOLDERS: readonly string[] = ['constructs/user-data'];

const SCRIPT = /\.(sh|py|php)$/;

/** The scripts below a folder, by their paths from there; sorted. */
export function scriptsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => SCRIPT.test(path))
    .sort();
}

/** The module that holds the scripts below a folder. */
export function embeddedModule(folder: string): string {
  const scripts = scriptsBelow(folder).map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  return `// Made of the scripts below this folder by \`npm run embed\`; change those.

/** What each script wants to know: the names of its placeholders. */
export interface ScriptValues {
${scripts.map(({ path, text }) => `  readonly '${path}': ${placeholders(text)};\n`).join('')}}

/** The scripts' text. */
export const SCRIPTS: Readonly<Record<keyof ScriptValues, string>> = {
${scripts.map(({ path, text }) => `  '${path}': \`${text.replace(/[\\`]|\$\{/g, '\\$&')}\`,\n`).join('')}};
`;
}

function placeholders(text: string): string {
  const names = [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => `'${name}'`))].sort();
  return names.join(' | ') || 'never';
}

if (require.main === module) {
  const root = dirname(dirname(__dirname));
  for (const folder of EMBEDDED_FOLDERS) {
    writeFileSync(join(root, folder, 'embedded.ts'), embeddedModule(join(root, folder)));
  }
}
