/** The line that says what a script is for follows its first one; a directive of a linter is no word to people. */
const COMMENT = /^\s*#(?!!| ?shellcheck )/;
const FUNCTION = /^(\s*[\w-]+\(\) [{(]) # .*$/;
/** At the end of a line: after code whose quotes are closed, and without any itself. */
const TRAILING = /^((?:[^'"\\]|'[^']*'|"[^"\\]*")*\S) +# [^'"\\`$]*$/;
const HERE_DOCUMENT = /(?<!<)<<-?\s*(['"]?)(\w+)\1/;

/**
 * A script as a node gets it: without comments, which are an eighth of what user data has room for. What it is for, in the line
 * after the first one, stays; what stands in here-documents is text.
 */
export function withoutComments(script: string): string {
  const kept: string[] = [];
  let end: string | undefined;
  script.split('\n').forEach((line, index) => {
    if (end !== undefined) {
      if (line.trim() === end) end = undefined;
      kept.push(line);
      return;
    }
    if (COMMENT.test(line) && !(index === 1 && script.startsWith('#!'))) return;
    const code = index === 0 ? line : line.replace(FUNCTION, '$1').replace(TRAILING, '$1');
    end = HERE_DOCUMENT.exec(code)?.[2];
    kept.push(code);
  });
  return kept.join('\n');
}
