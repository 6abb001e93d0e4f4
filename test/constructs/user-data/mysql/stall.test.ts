import { galeraPart } from '../../../../constructs/user-data/mysql/galera';
import { mysqlReplicationPart } from '../../../../constructs/user-data/mysql/replication';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { NODES, node, rendered, stub } from './nodes';

/*
 * A data volume that takes no writes any more, as EBS's do when they are lost: who waits for it waits in the kernel. `dd` stands
 * for the kernel here: while /lost exists it does not come back, and cannot be killed by who does not wait for it.
 */

const STUBS = [
  stub('dd', 'while [ -e /lost ]; do /bin/sleep 0.1; done; [ ! -e /broken ]'),
  stub('logger', 'echo "says ${*: -1}" >> /journal'),
  stub('systemctl', 'echo "systemctl $*" >> /journal'),
];

/** Thirty seconds are three here. */
const quick = (text: string) => text.replaceAll(/\b30\b(?= s\b|\))/g, '3').replace('while sleep 2', 'while sleep 0.2');

const KINDS = {
  'primary and replicas': mysqlReplicationPart({
    ...{ self: node(1), nodes: NODES, number: 1, failover: 'automatic', memoryMiB: 1024 },
  }),
  Galera: galeraPart({ self: node(1), nodes: NODES, mode: 'hot-warm', number: 1, memoryMiB: 1024 }),
};

const HELPERS = `mkdir -p /srv/data; touch /journal
PATH=/stub:$PATH bash /usr/local/sbin/nospof-db-stall & watch=$!
marked() { for _ in {1..600}; do if [ -e /run/nospof-db.stalled ]; then sleep 1; return; fi; sleep 0.1; done; return 1; }
unmarked() { for _ in {1..600}; do [ -e /run/nospof-db.stalled ] || return 0; sleep 0.1; done; return 1; }
`;

async function watched(kind: keyof typeof KINDS, script: string): Promise<string> {
  const files = rendered(KINDS[kind]).map((file) =>
    file.path.endsWith('/nospof-db-stall') ? { ...file, content: quick(file.content) } : file,
  );
  const [outcome] = await runInScratchRoot({
    files: [...files, ...STUBS],
    commands: [`${HELPERS}${script}\ncat /journal; kill $watch; rm -f /lost`],
  });
  return outcome?.stdout ?? '';
}

const itRuns = needs('bash', scratchRoot);
const SAYS = 'says the data volume has taken no write for 3 s\n';

itRuns('a volume that is lost is noticed, once, and that it came back', async () => {
  const script =
    'sleep 2; [ ! -e /run/nospof-db.stalled ]; touch /lost; marked && echo lost; sleep 4; rm /lost; unmarked && echo back';
  expect(await watched('primary and replicas', script)).toBe(`lost\nback\n${SAYS}`);
  expect(await watched('Galera', script)).toBe(`lost\nback\n${SAYS}systemctl kill -s KILL mariadb\n`);
});

itRuns('so is one that answers each write with an error', async () => {
  expect(await watched('Galera', 'touch /broken; marked && echo lost')).toBe(
    `lost\n${SAYS}systemctl kill -s KILL mariadb\n`,
  );
});

itRuns('a disk without room for the probe is another matter', async () => {
  const full = 'mount -t tmpfs -o size=4k tmpfs /srv/data; kill $watch; rm -f /srv/data/.nospof-probe';
  const again =
    'head -c 8192 /dev/zero >/srv/data/full 2>/dev/null || true; PATH=/stub:$PATH bash /usr/local/sbin/nospof-db-stall & watch=$!';
  expect(
    await watched('Galera', `${full}; ${again}; sleep 6; ls /run/nospof-db.stalled 2>/dev/null || echo none`),
  ).toBe('none\n');
});
