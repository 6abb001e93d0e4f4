import { basePart } from '../../../constructs/user-data/base';
import { needs } from '../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../helpers/scratch-root';
import { rendered, stub } from './mysql/nodes';

const part = basePart({ site: 'shop', tier: 'web', number: 3, region: 'eu-central-1', os: 'debian-13' });

/** The metadata service and the bucket are files; what is applied is in the journal. */
const FILES = [
  ...rendered(part).filter(({ path }) => path.endsWith('nospof-follow')),
  {
    path: '/usr/local/lib/nospof/lib.sh',
    mode: '0644',
    content: `set -euo pipefail
NOSPOF_NODE=web-3
imds() { [ -e /metadata ] || return 22; gzip -c /metadata; }
site_object() { cp /bucket "$2"; }
`,
  },
  { path: '/etc/os-release', mode: '0644', content: 'ID=debian\nVERSION_ID="13"\n' },
  stub('sleep', 'echo "waits $1" >> /journal; [ ! -e /meanwhile ] || mv /meanwhile /bucket'),
  stub('apt-get', ':'),
  stub('nospof-setup', 'echo set up >> /journal'),
  stub('nospof-files', 'if [ "$1" = write ]; then echo "writes $(cat "$2") over $(cat "$3")" >> /journal; fi'),
];

async function follow(...situations: readonly string[]): Promise<string[]> {
  const outcomes = await runInScratchRoot({
    files: FILES,
    commands: situations.map(
      (
        situation,
      ) => `rm -rf /var/lib/nospof /journal /metadata /bucket /meanwhile; mkdir -p /var/lib/nospof; touch /journal
cd /var/lib/nospof; touch complete
${situation}
cat /journal; cat /var/lib/nospof/applied.yaml 2>/dev/null || echo nothing`,
    ),
  });
  return outcomes.map(({ stdout }) => stdout);
}
const FOLLOW = 'PATH=/stub:$PATH bash /usr/local/sbin/nospof-follow 2>/dev/null || echo failed';

needs(
  'bash',
  'flock',
  scratchRoot,
)('a metadata service that fails once leaves nothing half behind', async () => {
  expect(
    await follow(
      `echo new > /bucket; ${FOLLOW}; ls; echo born > /metadata; ${FOLLOW}`,
      // An earlier release left an empty file.
      `touch applied.yaml; echo new > /bucket; echo born > /metadata; ${FOLLOW}`,
    ),
  ).toEqual([
    'failed\napplied.yaml.new\ncomplete\nwaits 120\nwrites new over born\nset up\nnew\n',
    'waits 120\nwrites new over born\nset up\nnew\n',
  ]);
});

needs(
  'bash',
  'flock',
  scratchRoot,
)('a change that is taken back while a node waits for its turn is not applied', async () => {
  expect(
    await follow(
      `echo old > applied.yaml; echo new > /bucket; echo old > /meanwhile; ${FOLLOW}`,
      `echo old > applied.yaml; echo new > /bucket; echo newer > /meanwhile; ${FOLLOW}`,
    ),
  ).toEqual(['waits 120\nold\n', 'waits 120\nwrites newer over old\nset up\nnewer\n']);
});

needs(
  'bash',
  'flock',
  scratchRoot,
)('a configuration for another release is not taken over', async () => {
  const configuration = (os: string) => `printf 'write_files:\\n   NOSPOF_OS=${os}\\n' > /bucket`;
  const said = FOLLOW.replace('2>/dev/null', '2>&1');
  expect(
    await follow(
      `echo old > applied.yaml; ${configuration('debian-14')}; ${said}`,
      `echo old > applied.yaml; ${configuration('debian-13')}; ${FOLLOW} > /dev/null`,
    ),
  ).toEqual([
    'not taken over: the new configuration is for debian-14, and this machine runs debian-13\nfailed\nold\n',
    expect.stringContaining('set up\n'),
  ]);
});
