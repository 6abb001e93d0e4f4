import { createSocket } from 'node:dgram';
import { Resolver as Client } from 'node:dns/promises';
import { once } from 'node:events';
import fc from 'fast-check';
import { Resolver } from '../../../drill/fakes/resolver/resolver';
import { WORLD } from './world';

const missing: string[] = [];
const resolver = new Resolver(WORLD, '192.0.2.1', (name, source) => missing.push(`${source}: ${name}`));
const client = new Client({ timeout: 5_000 });
const socket = createSocket('udp4');

beforeAll(async () => {
  socket.on('message', (message, { port, address }) => {
    const answer = resolver.answer(message, address);
    if (answer) socket.send(answer, port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  client.setServers([`127.0.0.1:${socket.address().port}`]);
});
afterAll(() => socket.close());

test('private addresses have the names that EC2 gives them, and the names the addresses', async () => {
  expect(await client.reverse('10.20.4.9')).toEqual(['ip-10-20-4-9.eu-central-1.compute.internal']);
  expect(await client.resolve4('IP-10-20-4-9.eu-central-1.compute.internal')).toEqual(['10.20.4.9']);
});

test('endpoints are found, those of any bucket too', async () => {
  for (const name of ['ec2', 'ssm', 's3', 'any-bucket.s3']) {
    expect(await client.resolve4(`${name}.eu-central-1.amazonaws.com`)).toEqual(['192.0.2.1']);
  }
});

test('a name has no address of another family', async () => {
  await expect(client.resolve6('ec2.eu-central-1.amazonaws.com')).rejects.toMatchObject({ code: 'ENODATA' });
});

test.each([
  'deb.debian.org',
  'sts.eu-central-1.amazonaws.com',
  'ip-10-20-4-9.compute.internal',
  'ip-10-21-0-1.eu-central-1.compute.internal',
])('%s does not exist', async (name) => {
  await expect(client.resolve4(name)).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('a service without a fake is told, other names are not', async () => {
  missing.length = 0;
  await Promise.allSettled(['sqs.eu-central-1.amazonaws.com', 'deb.debian.org'].map((name) => client.resolve4(name)));
  expect(new Set(missing)).toEqual(new Set(['127.0.0.1: sqs.eu-central-1.amazonaws.com']));
});

test('an address elsewhere has no name', async () => {
  await expect(client.reverse('10.21.0.1')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('what is no query gets no answer, and breaks nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const answer = resolver.answer(Buffer.from(bytes), '127.0.0.1');
      expect(answer === undefined || answer.readUInt16BE(0) === Buffer.from(bytes).readUInt16BE(0)).toBe(true);
    }),
  );
  const query = Buffer.from('000181800001000000000000036563320000010001', 'hex');
  expect(resolver.answer(query, '127.0.0.1')).toBeUndefined();
});
