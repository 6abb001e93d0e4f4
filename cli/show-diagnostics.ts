import { createColors } from 'picocolors';
import { type Diagnostic, formatDiagnostics } from '../model';
import type { Io } from './io';

/** Print diagnostics, file by file, with excerpts of the sources. */
export function showDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  io: Pick<Io, 'err' | 'color'>,
): void {
  const styles = createColors(io.color);
  const files = [...new Set(diagnostics.map(({ file }) => file))];
  const texts = files.map((file) =>
    formatDiagnostics(
      diagnostics.filter((one) => one.file === file),
      sources.get(file) ?? '',
      { styles },
    ),
  );
  io.err(texts.join('\n'));
}
