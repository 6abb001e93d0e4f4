import type { Diagnostic, Problem } from './diagnostic';
import { keyPathText, shown } from './diagnostic';
import { type Draft, headerMark } from './draft';
import { placed } from './place';
import { resolve } from './resolve';
import { checkRules } from './rules';
import { readHeader } from './schema/read-header';
import { readTiers } from './schema/read-tiers';
import { wrongType } from './schema/wrong-type';
import type { Topology } from './topology';
import { readYaml } from './yaml/read';
import { isPlainMap, type PlainMap } from './yaml/spans';

/** A topology that has passed every check, or everything that is wrong with the file, in the order of the text. */
export type ParseResult = { readonly topology: Topology } | { readonly diagnostics: readonly Diagnostic[] };

/** Largest file that is read, in bytes. */
export const MAX_FILE_BYTES = 1024 * 1024;

/**
 * YAML text → topology. It never throws, whatever the text.
 * @param file how messages call the file
 */
export function parseTopology(text: string, file: string): ParseResult {
  const { problems, lines, content } = readYaml(text);
  const source = { file, text, lines, content };
  if (content === undefined) return { diagnostics: placed(source, problems) };
  if (!isPlainMap(content.value)) {
    return { diagnostics: placed(source, [...problems, wrongType([], content.value, 'a map of keys')]) };
  }
  const checked = check(content.value, problems.length === 0);
  // An alias without its anchor has no value, of which the schema would complain again.
  const unread = new Set(problems.filter(({ code }) => code === 'unknown-alias').map(({ path }) => keyPathText(path)));
  const all = [...problems, ...checked.problems.filter(({ path }) => !unread.has(keyPathText(path)))];
  return all.length === 0 ? { topology: checked.topology } : { diagnostics: placed(source, all) };
}

function check(content: PlainMap, readCleanly: boolean): { topology: Topology; problems: readonly Problem[] } {
  const header = readHeader(content);
  const tiers = readTiers(content.tiers);
  const topology = resolve(header.header, tiers.tiers);
  const problems = [...header.problems, ...tiers.problems];
  const draft: Draft = {
    topology,
    content,
    tierNames: tiers.names,
    sound: new Set([...tiers.sound, ...header.sound.map(headerMark)]),
    complete: readCleanly && problems.length === 0,
  };
  return { topology, problems: [...problems, ...checkRules(draft)] };
}

/** Bytes of a file → topology; refuses what is no text before anything else looks at it. */
export function decodeTopology(bytes: Uint8Array, file: string): ParseResult {
  const unusable = (code: Diagnostic['code'], message: string, fix: string): ParseResult => ({
    diagnostics: [fileDiagnostic(code, file, message, fix)],
  });
  if (bytes.length > MAX_FILE_BYTES) {
    const size = `${(bytes.length / MAX_FILE_BYTES).toFixed(1)} MiB`;
    return unusable(
      'file-too-large',
      `the file has ${size}; a topology has at most 1 MiB`,
      'check that this is the right file',
    );
  }
  if (hasControlBytes(bytes)) {
    return unusable('binary-file', 'the file is binary, not text', 'save the topology as plain UTF-8 text');
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) return unusable('invalid-utf8', 'the file is not UTF-8', 'save it in the encoding UTF-8');
  return parseTopology(text, file);
}

/** A diagnostic about a file as a whole, as that it cannot be read. */
function fileDiagnostic(code: Diagnostic['code'], file: string, message: string, fix: string): Diagnostic {
  return { code, severity: 'error', file, line: 1, column: 1, length: 1, path: '', message, fix };
}

/** For the caller that reads files: the diagnostic of one that it could not read, with the system's reason. */
export function unreadableFile(file: string, reason: string): Diagnostic {
  const message = `${shown(file)} cannot be read: ${reason}`;
  return fileDiagnostic('unreadable-file', file, message, 'check the path and the permissions');
}

/** Text has tabs and line ends, and no other control characters. */
function hasControlBytes(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
