import { withoutComments } from '../../model/without-comments';

const kept = (...lines: readonly string[]) =>
  withoutComments(`${lines.join('\n')}\n`)
    .split('\n')
    .slice(0, -1);

test('a node gets a script without comments, but for what it is and for directives', () => {
  expect(
    kept(
      '#!/bin/bash',
      '# What it is.',
      '# More of it.',
      'f() { # WHAT: why',
      '  # shellcheck disable=SC1',
      '  a # b',
      '  c "# d" e # f',
      '}',
    ),
  ).toEqual(['#!/bin/bash', '# What it is.', 'f() {', '  # shellcheck disable=SC1', '  a', '  c "# d" e', '}']);
  expect(kept('# shellcheck shell=bash', '# Sourced.', 'a')).toEqual(['# shellcheck shell=bash', 'a']);
});

test('what only looks like a comment stays', () => {
  const document = ['cat <<EOF', '# text', 'f() { # text', 'EOF'];
  expect(kept(...document, '# gone')).toEqual(document);
  const quoted = ["python3 - <<-'END'", '# text', '\tEND'];
  expect(kept(...quoted, '# gone')).toEqual(quoted);
  expect(kept('read -r a <<<EOF', '# gone', 'b=${a# x} c="# d"')).toEqual(['read -r a <<<EOF', 'b=${a# x} c="# d"']);
});
