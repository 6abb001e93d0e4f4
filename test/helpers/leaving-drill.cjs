// What a drill does first, at places of a test's own: it claims the machine and makes one of each thing that it could leave.
const { spawn, execFileSync } = require('node:child_process');
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const dist = join(__dirname, '../../dist/drill');
const { claim } = require(join(dist, 'run/leftovers.js'));
const { Janitor } = require(join(dist, 'run/janitor.js'));
const { inGroups } = require(join(dist, 'nodes/nspawn.js'));

const [places, scratch, ends] = [JSON.parse(process.argv[2]), process.argv[3], process.argv[4]];

async function main() {
  mkdirSync(scratch);
  await claim(places, [scratch]);
  Janitor.start(places);
  writeFileSync(places.inotify.before, '128');
  const groups = places.groups.map((group) => join(group, 'web-1'));
  for (const group of groups) mkdirSync(group, { recursive: true });
  const [program, ...args] = inGroups(groups, ['sleep', '1000']);
  spawn(program, args, { detached: true, stdio: 'ignore' });
  execFileSync('ip', ['netns', 'add', `${places.prefix}-node-web-1`]);
  const root = join(places.disks, 'disks/web-1/root');
  mkdirSync(root, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', 'nospof', root]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  // A paused node: what is frozen does not die before it is thawed.
  for (const group of groups) for (const [file, value] of [['freezer.state', 'FROZEN'], ['cgroup.freeze', '1']]) {
    try {
      execFileSync('sh', ['-c', `test -e ${group}/${file} && echo ${value} > ${group}/${file}`], { stdio: 'ignore' });
    } catch {
      // Not this hierarchy.
    }
  }
  process.stdout.write('made\n');
  if (ends === 'exception') setTimeout(() => { throw new Error('meant'); }, 10);
  if (ends === 'exit') setTimeout(() => process.exit(3), 10);
  setInterval(() => undefined, 1000);
}
main();
