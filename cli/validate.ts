import { formatDiagnostics } from '../model';
import type { ExitCode, Io } from './io';
import { load } from './load';

/** `nospof validate [FILE…]`: the YAML alone, without synthesis. */
export function validate(files: readonly string[], io: Io): ExitCode {
  const { loaded, diagnostics, sources } = load(files, io);
  if (diagnostics.length > 0) {
    io.err(formatDiagnostics(diagnostics, sources, { color: io.color }));
    return 2;
  }
  for (const { file } of loaded) io.out(`${file}: valid\n`);
  return 0;
}
