import { distance } from 'fastest-levenshtein';

/** Longer words are not names that somebody misspelt. */
const LONGEST_WORD = 64;

/** The candidate that was probably meant: at most one edit in three characters away, or the word made longer. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestEdits = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = editsBetween(wanted, candidate.toLowerCase());
    if (edits < bestEdits) [best, bestEdits] = [candidate, edits];
  }
  return best;
}

function editsBetween(word: string, candidate: string): number {
  const swapped = word.length === candidate.length && letters(word) === letters(candidate);
  const shortened = word.length >= 3 && candidate.startsWith(word);
  return swapped || shortened ? Math.min(1, distance(word, candidate)) : distance(word, candidate);
}

function letters(word: string): string {
  return [...word].sort().join('');
}
