import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MEDIA_UPLOAD_PORT,
  type MediaServerPartProps,
  mediaServerPart,
} from '../../../constructs/user-data/media-server';
import { findProgram, needs } from '../../helpers/programs';

const self = { name: 'media-1', host: '127.53.12.1', port: 80, zone: 'eu-central-1a' };
const itWithNginx = needs('nginx');

it('checks the configuration before it loads it', () => {
  const script = mediaServerPart({ self, writers: [] }).steps?.[0]?.script ?? '';
  expect(script.indexOf('nginx -t')).toBeGreaterThan(0);
  expect(script.indexOf('nginx -t')).toBeLessThan(script.indexOf('serve nginx.service reload'));
});

it('waits for its disk and comes back after a kill', () => {
  const paths = mediaServerPart({ self, writers: [] }).files?.map((file) => file.path);
  expect(paths).toContain('/etc/systemd/system/nginx.service.d/nospof-data.conf');
  expect(paths).toContain('/etc/systemd/system/nginx.service.d/nospof-restart.conf');
});

it('receives a file on the disk that it is to stand on, so that it appears whole', () => {
  const { content } = mediaServerPart({ self, writers: [] }).files?.[0] ?? {};
  expect(content).toContain('client_body_temp_path /srv/data/incoming;');
});

describe('with a real nginx', () => {
  const http = `http://${self.host}:18080`;
  const put = `http://${self.host}:${MEDIA_UPLOAD_PORT}`;
  let folder: string;
  let stop: () => Promise<void>;

  /** Starts nginx with the rendered configuration; only its paths, the privileged port and the user differ. */
  async function start(props: Partial<MediaServerPartProps>): Promise<void> {
    folder = mkdtempSync(join(tmpdir(), 'nospof-media-'));
    for (const name of ['log', 'data/media', 'data/incoming']) mkdirSync(join(folder, name), { recursive: true });
    cpSync('/etc/nginx/mime.types', join(folder, 'mime.types'));
    const part = mediaServerPart({ self: { ...self, port: 18080 }, writers: ['127.0.0.0/8'], ...props });
    const config = (part.files?.[0]?.content ?? '')
      .replaceAll('/srv/data', `${folder}/data`)
      .replaceAll('/var/log/nginx', `${folder}/log`)
      .replace('/run/nginx.pid', `${folder}/pid`)
      .replace('user www-data;', process.getuid?.() === 0 ? 'user root;' : '');
    writeFileSync(join(folder, 'nginx.conf'), config);
    const nginx = findProgram('nginx') ?? '';
    const args = ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'log/error.log')];
    expect(spawnSync(nginx, ['-t', '-q', ...args], { encoding: 'utf8' }).stderr).toBe('');
    const child = spawn(nginx, [...args, '-g', 'daemon off;'], { stdio: 'ignore' });
    stop = async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    };
    for (let tries = 0; tries < 50; tries += 1) {
      if (
        await fetch(`${http}/health`).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  afterEach(async () => {
    await stop?.();
    if (folder) rmSync(folder, { recursive: true });
  });
  const store = (name: string, body: string) => fetch(`${put}/media/${name}`, { method: 'PUT', body });

  itWithNginx('stores a file and serves it for ever', async () => {
    await start({});
    expect((await store('a/logo-1.svg', '<svg/>')).status).toBe(201);
    expect((await store('a/logo-1.svg', '<svg/>')).status).toBe(204);
    const answer = await fetch(`${http}/media/a/logo-1.svg`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('<svg/>');
    expect(answer.headers.get('content-type')).toBe('image/svg+xml');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-security-policy')).toBe("script-src 'none'");
  });

  itWithNginx('lists no folder, and answers nothing else', async () => {
    await start({});
    await store('a/b', 'x');
    expect((await fetch(`${http}/media/a/`)).status).toBe(403);
    expect((await fetch(`${http}/media/none`)).status).toBe(404);
    expect((await fetch(`${http}/media/../incoming/`)).status).toBe(404);
    expect((await fetch(`${http}/`)).status).toBe(404);
  });

  itWithNginx('takes files only where writers may bring them, and only by PUT', async () => {
    await start({});
    expect((await fetch(`${http}/media/x`, { method: 'PUT', body: 'x' })).status).toBe(403);
    expect((await fetch(`${put}/media/x`, { method: 'DELETE' })).status).toBe(403);
    expect((await fetch(`${put}/elsewhere`, { method: 'PUT', body: 'x' })).status).toBe(404);
  });

  itWithNginx('takes files from writers alone, up to the size that it may', async () => {
    await start({ writers: ['10.20.0.4', '10.20.32.0/19'] });
    expect((await store('x', 'x')).status).toBe(403);
    await stop();
    rmSync(folder, { recursive: true });
    await start({ maxFileMiB: 2 });
    expect((await store('x', 'x'.repeat((2 << 20) + 1))).status).toBe(413);
    expect((await store('x', 'x'.repeat(2 << 20))).status).toBe(201);
  });
});
