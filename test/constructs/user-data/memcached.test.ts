import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { memcachedPart } from '../../../constructs/user-data/memcached';
import { findProgram, needs, program } from '../../helpers/programs';

const LISTEN = '127.53.11.1';
const config = memcachedPart({ memoryMiB: 64, listen: LISTEN, maxConnections: 200 }).files?.[0]?.content ?? '';

it('has an address, no UDP, and limits in its configuration', () => {
  expect(config.split('\n')).toEqual(
    expect.arrayContaining(['-l 127.53.11.1', '-U 0', '-m 64', '-c 200', '-t 2', '-u memcache']),
  );
});

it('comes back after a kill', () => {
  expect(memcachedPart({ memoryMiB: 64, listen: LISTEN }).files?.map((file) => file.path)).toContain(
    '/etc/systemd/system/memcached.service.d/nospof-restart.conf',
  );
});

/** Debian's wrapper joins the lines to one command line; so does this. */
needs(program('memcached'), { what: 'root', met: process.getuid?.() === 0 })(
  'starts with it, and only there',
  async () => {
    const args = config
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('-P'))
      .flatMap((line) => line.split(' '));
    const child = spawn(findProgram('memcached') ?? '', args, { stdio: 'ignore' });
    try {
      const settings = await ask(LISTEN, 'stats settings\r\n');
      expect(settings).toMatch(/STAT maxbytes 67108864\r/);
      expect(settings).toMatch(/STAT maxconns 200\r/);
      expect(settings).toMatch(/STAT udpport 0\r/);
      expect(settings).toMatch(/STAT num_threads 2\r/);
      await expect(ask('127.0.0.1', 'version\r\n', 0)).rejects.toThrow('ECONNREFUSED');
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  },
);

async function ask(host: string, line: string, retries = 50): Promise<string> {
  try {
    return await new Promise((resolve, reject) => {
      const socket = connect(11211, host, () => socket.write(line));
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk.toString();
        if (/END\r\n$/.test(answer)) {
          socket.destroy();
          resolve(answer);
        }
      });
      socket.on('error', reject);
    });
  } catch (error) {
    if (retries === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return ask(host, line, retries - 1);
  }
}
