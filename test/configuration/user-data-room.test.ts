import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sentBytes, USER_DATA_LIMIT_BYTES } from '../../constructs/user-data/cloud-config';
import type { Machine } from '../helpers/machine';
import { runOrThrow } from '../helpers/processes';
import { needs } from '../helpers/programs';
import { synthTexts } from '../helpers/stacks';
import { temporaryFolder } from '../helpers/temporary';

/** Part of the limit that the largest machine of all leaves free, so that the next file finds room. */
const FREE = 0.03;

const numbered = (count: number, one: (n: number) => string) =>
  Array.from({ length: count }, (_, index) => one(index)).join(', ');

/** Of each kind the most that its record allows, with names as long as they may be. */
const LARGEST = `name: abcdefghijklmnopqrst
region: us-east-1
zones: 5
domain: www.abcdefghijklmnopqrstuvwxyz.example.com
tiers:
  balancer-abcdefg: { kind: haproxy, nodes: 4, to: cache-abcdefghij, routes: [${numbered(15, (n) => `{ path: /path-of-some-length-${n}/, to: web-abcdefghijkl }`)}] }
  cache-abcdefghij:
    kind: varnish
    nodes: 4
    to: web-abcdefghijkl
    sessionCookies: [${numbered(30, (n) => `cookie-of-some-length-${n}`)}]
    uncachedPaths: [${numbered(50, (n) => `/path-of-some-length-${n}`)}]
  web-abcdefghijkl: { kind: web, nodes: 8, runtime: php, needs: [mysql-abcdefghij, files-abcdefghij, cache-8-of-them, media-abcdefghi] }
  cache-8-of-them: { kind: memcached, nodes: 8 }
  mysql-abcdefghij: { kind: mysql, nodes: 9, failover: automatic }
  files-abcdefghij: { kind: glusterfs, nodes: 9, arbiter: true }
  media-abcdefghi: { kind: cdn }
`;

let largest: readonly Machine[];
beforeAll(() => {
  const galera = LARGEST.replace('failover: automatic', 'replication: galera');
  largest = synthTexts({ largest: LARGEST, galera }).flatMap(({ machines }) => machines);
});

test('the largest machine of each kind leaves room in its user data', () => {
  const most = Math.floor(USER_DATA_LIMIT_BYTES * (1 - FREE));
  const full = largest.filter(({ userData }) => sentBytes(userData) > most);
  expect(full.map(({ address, userData }) => `${address}: ${sentBytes(userData)} of ${most} bytes`)).toEqual([]);
});

needs('terraform')('no machine becomes larger by Terraform than it is taken for', async () => {
  const folder = temporaryFolder('user-data');
  const [database, files] = ['mysql', 'files'].map((tier) =>
    largest.find(({ address }) => address.startsWith(`aws_instance.${tier}_`)),
  );
  for (const machine of [database, files]) {
    const text = machine?.userData ?? '';
    writeFileSync(join(folder, 'machine.yaml'), text);
    const base64 = await runOrThrow('terraform', [`-chdir=${folder}`, 'console'], {
      input: 'length(base64gzip(file("machine.yaml")))\n',
    });
    const bytes = (Number(/^\d+$/m.exec(base64)?.[0]) * 3) / 4;
    expect(bytes).toBeGreaterThan(5000);
    expect(bytes).toBeLessThanOrEqual(sentBytes(text));
  }
});
