import { execFileSync } from 'node:child_process';
import { callsOf, parseShell, shellVariable } from '../../../terraform/machine/shell-commands';
import { findProgram, needs } from '../../helpers/programs';

const words = (text: string) => parseShell(text).map((one) => one.words.join('|'));

test('commands with their words: quotes, comments, lines that go on, what is run inside another', () => {
  const script = `#!/bin/bash
# serve not-this restart
if [ -e /x ]; then serve one reload /a\\
b "c d"; fi # serve nor-this
echo 'serve nor-that restart' "it's \\"so\\"" > /dev/null 2>&1 && serve two restart
key=$(secret_create db/key | sha512sum)
value="$(secret "db/site")"
wait_for 900 secret db/late
case $1 in a | b) serve three restart ;; *) ;; esac
`;
  expect(callsOf(parseShell(script), 'serve')).toEqual([
    ['one', 'reload', '/ab', 'c d'],
    ['two', 'restart'],
    ['three', 'restart'],
  ]);
  expect(callsOf(parseShell(script), 'secret')).toEqual([['db/site'], ['db/late']]);
  expect(callsOf(parseShell(script), 'secret_create')).toEqual([['db/key']]);
  expect(words(script)).toContain(`echo|serve nor-that restart|it's "so"`);
});

test('a here-document is the input of its command, and none of its lines is a command', () => {
  const [cat, ...rest] = parseShell(`cat <<'END' > /x
serve one restart
$(serve two restart)
END
cat <<-MORE
	$(fact bucket) of \${site}
	MORE
true
`);
  expect(cat).toEqual({ words: ['cat'], assignments: [], input: 'serve one restart\n$(serve two restart)' });
  expect(rest.map((one) => one.words)).toEqual([['cat'], ['fact', 'bucket'], ['true']]);
});

test('what stands in a function is known to stand there', () => {
  const script = parseShell('nodes=(a)\nf() { nodes=(b); { g; }; }\ng() {\n  h\n}\nf\n');
  expect(script.map(({ words: [name], within }) => [name, within])).toEqual([
    [undefined, undefined],
    [undefined, 'f'],
    ['g', 'f'],
    ['h', 'g'],
    ['f', undefined],
  ]);
  expect(shellVariable(script, 'nodes')).toEqual(['a']);
});

test('what is never closed ends with the text', () => {
  for (const text of ['a "b', "a 'b", 'a $(b', 'a ${b', 'a=(b', 'a <<END\nb', 'f() {', 'a `b', 'a \\', '$((', ')'])
    expect(parseShell(text).length).toBeLessThan(4);
});

const VARIABLES = `volume=site self=10.0.0.1 # self=10.0.0.2
nodes=(10.0.0.1 10.0.0.2) # 10.0.0.3
options=(
  'auth.allow: 10.0.0.1,10.0.0.2' # not: 'auth.allow: *'
  "cluster.quorum-type: auto"
  \\'x
)
declare -A host=([db-1]=10.0.0.1 [db-2]='10.0.0.2')
# nodes=(10.0.0.9)
echo "nodes=(10.0.0.8)" 'self=10.0.0.7' >/dev/null
cat >/dev/null <<END
nodes=(10.0.0.6)
END
early=1
late() { early=3; }
early=2
`;

needs('bash')('variables and lists are what bash makes of them, of two assignments the later', () => {
  const script = parseShell(VARIABLES);
  for (const name of ['volume', 'self', 'nodes', 'options', 'host', 'early']) {
    const shown = execFileSync(findProgram('bash') ?? '', ['-c', `${VARIABLES}\nprintf '%s\\n' "\${${name}[@]}"`], {
      encoding: 'utf8',
    });
    expect([name, [...(shellVariable(script, name) ?? [])].sort()]).toEqual([name, shown.trimEnd().split('\n').sort()]);
  }
});
