import { nospof, scratchFolder } from '../helpers/command-line';
import { shippedText } from '../helpers/synthesized';

const folder = scratchFolder();
const drill = (...args: string[]) => nospof(folder.path, 'drill', 'site.yaml', ...args);

// Each is refused before anything of the machine is touched.
test.each([
  [
    ['--only', 'web,cache'],
    '--only cache: no such tier with nodes; there are balancer, db, pagecache, sessions, uploads, web',
  ],
  [['--crash', 'web-9'], '--crash web-9: no such node; there are balancer-1, balancer-2, db-1'],
  [
    ['--faults', 'crash,fire'],
    '--faults fire: no such kind of fault; there are crash, isolation, pause, one-way, loss, disk-full, stop-start, zone-loss, cold-start, restore, and all (but restore)',
  ],
  [['--crash', 'db-1', '--faults', 'pause'], '--only db-1 --faults pause is what both mean'],
  [['--only', 'web', '--faults', 'loss,restore'], 'no node that is chosen gets a fault of these kinds'],
  [['--to', 'other.yaml'], '--to other.yaml: a drill can only replace or restart machines that are there'],
  [['--to', 'none.yaml'], 'none.yaml'],
  [['--load', 'out.csv', '--faults', 'crash'], '--load and --faults: choose one; --load injects no faults'],
  [['--load', 'no/out.csv'], 'make it first'],
  [['--load', '.'], '--load .: it is a folder'],
  [['--load', 'out.csv', '--only', 'db'], '--only db: with --load it names a tier of kind web; there are web'],
  [['--rate', '0'], 'It is a number from 1 to 200.'],
  [['--format', 'svg'], 'Allowed choices are text, json, markdown'],
])('nospof drill %j is refused', async (args, message) => {
  folder.put('site.yaml', shippedText('08-varnish'));
  folder.put('other.yaml', shippedText('07-memcached'));
  const { exit, out, err } = await drill(...args);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toContain(message);
});

test('nospof drill of a topology with errors shows them', async () => {
  folder.put('site.yaml', 'name: shop\ntiers: {}\n');
  const { exit, err } = await drill();
  expect(exit).toBe(2);
  expect(err).toContain('site.yaml:');
});

test('nospof drill wants a topology, but to clean up', async () => {
  const { exit, err } = await nospof(folder.path, 'drill');
  expect(exit).toBe(2);
  expect(err).toContain('drill: name a topology file');
});

test('nospof drill --load wants nodes of a web tier', async () => {
  folder.put('site.yaml', shippedText('01-single-server'));
  const { exit, err } = await drill('--load', 'out.csv');
  expect(exit).toBe(2);
  expect(err).toContain('--load: there is no tier of kind web');
});
