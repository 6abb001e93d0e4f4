import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PLACEHOLDER } from '../model/script';

/*
 * `npm run embed`: scripts stand in files of their own, for editors and linters; what ships is a module that holds their text,
 * so that nothing is read from the disk. It is committed, and a test holds it against the scripts.
 */

/** Folders whose scripts are embedded, and the module of each: what nodes are given, and what a check holds them to. */
export const EMBEDDED: Readonly<Record<string, string>> = { 'constructs/user-data': 'model/embedded.ts' };

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
  return `// Made of the scripts below constructs/user-data by \`npm run embed\`; change those.

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
  for (const [folder, module] of Object.entries(EMBEDDED)) {
    writeFileSync(join(root, module), embeddedModule(join(root, folder)));
  }
}
