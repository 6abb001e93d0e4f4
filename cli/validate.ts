import type { ExitCode, Io } from './io';
import { load } from './load';
import { showDiagnostics } from './show-diagnostics';

/** `nospof validate [FILE…]`: the YAML alone, without synthesis. */
export function validate(files: readonly string[], io: Io): ExitCode {
  const { loaded, diagnostics, sources } = load(files, io);
  if (diagnostics.length > 0) {
    showDiagnostics(diagnostics, sources, io);
    return 2;
  }
  for (const { file } of loaded) io.out(`${file}: valid\n`);
  return 0;
}
