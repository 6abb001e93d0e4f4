import { buildProblems } from './build';
import type { ExitCode, Io } from './io';
import { load } from './load';
import { showDiagnostics } from './show-diagnostics';

/** `nospof validate [FILE…]`: what is wrong with the YAML, and whether the machines can be made of it, without synthesis. */
export function validate(files: readonly string[], io: Io): ExitCode {
  const { loaded, diagnostics: wrong, sources } = load(files, io);
  const diagnostics = wrong.length > 0 ? wrong : buildProblems(loaded);
  if (diagnostics.length > 0) {
    showDiagnostics(diagnostics, sources, io);
    return 2;
  }
  for (const { file } of loaded) io.out(`${file}: valid\n`);
  return 0;
}
