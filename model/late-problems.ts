import type { Diagnostic, Problem } from './diagnostic';
import { placed } from './place';
import { readYaml } from './yaml/read';

/** Problems that show only when a topology is built, at their places in its text. */
export function lateDiagnostics(text: string, file: string, problems: readonly Problem[]): readonly Diagnostic[] {
  const { lines, content } = readYaml(text);
  return placed({ file, text, lines, content }, problems);
}
