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

/** A web node, and a single server, with every key that its application may have. */
const APPLICATION = `
    application: s3://abcdefghijklmnopqrstuvwxyz-artifacts/some/folders/deep/application-of-a-shop.tar.gz
    env: {${numbered(20, (n) => ` SETTING_NUMBER_${n}: "value of the setting ${n}, ${(n * 7919).toString(16)}"`)} }
    secrets: {${numbered(20, (n) => ` SECRET_NUMBER_${n}: /shop/secrets/of-some-length-${n}`)} }
    build: python3 -m compileall -q . && python3 manage.py collectstatic --noinput
    release: python3 manage.py migrate --noinput
    periodic: {${numbered(10, (n) => ` job-${n}: { command: python3 manage.py do_something_number_${n}, at: daily, nodes: one }`)} }
    mail: { host: email-smtp.eu-central-1.amazonaws.com, from: shop@example.com, user: /shop/mail-user, password: /shop/mail-password }
    mailFrom: example.com
    uploadsAt: wp-content/uploads
    maxUploadMiB: 512
    egress: [587, 5671, { port: 993, to: 192.0.2.0/24 }]
    rootGiB: 50`;
const PHP =
  'php: { root: public, beside: scripts, extensions: [apcu, bcmath, imagick, redis, soap], memoryMiB: 512, maxInputVars: 5000 }';
const every = (web: string) => `name: abcdefghijklmnopqrst
region: us-east-1
zones: 5
domain: www.abcdefghijklmnopqrstuvwxyz.example.com
aliases: [${numbered(20, (n) => `alias-${n}.abcdefghijklmnopqrstuvwxyz.example.com`)}]
alarms: { email: ops@example.com }
snapshots: { everyHours: 1, keep: 100 }
deployers: ["arn:aws:iam::123456789012:role/deployers"]
tags: { team: shop, cost-centre: "4711" }
tiers:
${web}`;
const whole = (runtime: string) =>
  every(`  balancer-abcdefg: { kind: haproxy, nodes: 4, address: elastic-ip, tls: acme, to: web-abcdefghijkl }
  web-abcdefghijkl:
    kind: web
    nodes: 8
    healthPath: /some/path/of/health
    needs: [mysql-abcdefghij, files-abcdefghij, cache-8-of-them, media-abcdefghi]
    ${runtime}${APPLICATION}
  cache-8-of-them: { kind: memcached, nodes: 8 }
  mysql-abcdefghij: { kind: mysql, nodes: 9, failover: automatic, storageGiB: 16384, rootGiB: 50, egress: [587] }
  files-abcdefghij: { kind: glusterfs, nodes: 9, arbiter: true, storageGiB: 16384 }
  media-abcdefghi: { kind: cdn }
`);
const single = (runtime: string) =>
  every(`  web-abcdefghijkl:
    kind: single-server
    ${runtime}${APPLICATION}
`);

let largest: readonly Machine[];
beforeAll(() => {
  const galera = LARGEST.replace('failover: automatic', 'replication: galera');
  largest = synthTexts({
    ...{ largest: LARGEST, galera },
    ...{ php: whole(`runtime: php\n    ${PHP}`), wsgi: whole('wsgi: { module: shop.wsgi }') },
    ...{ singlePhp: single(`runtime: php\n    ${PHP}`), singleWsgi: single('wsgi: { module: shop.wsgi }') },
  }).flatMap(({ machines }) => machines);
});

test('the largest machine of each kind, and one with every key, leaves room in its user data', () => {
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
