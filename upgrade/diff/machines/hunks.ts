import { structuredPatch } from 'diff';
import type { Hunk } from '../../upgrade';

/** Lines around a change. */
const CONTEXT = 3;

/** Past so many lines that differ, two texts have no more in common than a reader would look for. */
const MAX_EDITS = 20_000;

/**
 * Where two texts differ. What is found from one to the other is the inverse of what is found the other way round: of the
 * ways to tell two texts apart, the one from the lesser to the greater is taken.
 */
export function hunks(before: string, after: string): readonly Hunk[] {
  const isForward = before <= after;
  const [from, to] = isForward ? [before, after] : [after, before];
  const patch = structuredPatch('', '', from, to, '', '', { context: CONTEXT, maxEditLength: MAX_EDITS });
  const found = patch?.hunks ?? [whole(from, to)];
  return found.map((hunk) => (isForward ? ordered(hunk) : ordered(inverse(hunk))));
}

function inverse({ oldStart, oldLines, newStart, newLines, lines }: Hunk): Hunk {
  const turned = lines.map((line) =>
    line[0] === '+' ? `-${line.slice(1)}` : line[0] === '-' ? `+${line.slice(1)}` : line,
  );
  return { oldStart: newStart, oldLines: newLines, newStart: oldStart, newLines: oldLines, lines: turned };
}

/** What goes before what comes, as readers expect it, within each run of changed lines. */
function ordered({ oldStart, oldLines, newStart, newLines, lines }: Hunk): Hunk {
  const sorted: string[] = [];
  let added: string[] = [];
  let last: string[] = sorted;
  for (const line of lines) {
    if (line.startsWith('+')) last = added;
    else if (line.startsWith('-')) last = sorted;
    else if (!line.startsWith('\\')) {
      sorted.push(...added);
      added = [];
      last = sorted;
    }
    last.push(line);
  }
  return { oldStart, oldLines, newStart, newLines, lines: [...sorted, ...added] };
}

function whole(before: string, after: string): Hunk {
  const [old, now] = [linesOf(before), linesOf(after)];
  const lines = [...old.map((line) => `-${line}`), ...now.map((line) => `+${line}`)];
  return { oldStart: 1, oldLines: old.length, newStart: 1, newLines: now.length, lines };
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}
