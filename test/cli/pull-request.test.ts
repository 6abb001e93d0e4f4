import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { run } from '../../cli/program';
import { COMMENT_MARKER } from '../../report/pull-request/comment';
import { nospof, scratchFolder } from '../helpers/command-line';
import { needs } from '../helpers/programs';
import { Repository } from '../helpers/repository';
import { shippedText } from '../helpers/synthesized';

const folder = scratchFolder();
const small = shippedText('05-glusterfs');
const large = shippedText('06-mysql-replication');
const TOKEN = 'a-token-that-nobody-may-see';

interface Outcome {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

async function pullRequest(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  let [out, err] = ['', ''];
  const exit = await run(['pull-request', ...args], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    cwd: folder.path,
    env,
    color: false,
    interactive: false,
  });
  return { exit, out, err };
}

/** A repository with a base and a pull request's branch, which `change` makes. */
function branch(files: Readonly<Record<string, string>>, change: () => void): Repository {
  const repository = new Repository(folder.path);
  for (const [name, text] of Object.entries(files)) folder.put(name, text);
  repository.commit('base');
  repository.git('checkout', '--quiet', '-b', 'change');
  change();
  repository.commit('change');
  return repository;
}

describe('the comment', () => {
  needs('git')('shows a changed topology’s step and verdict, and SARIF has the findings', async () => {
    branch({ 'topologies/shop.yaml': small, 'topologies/same.yaml': small }, () => {
      folder.put('topologies/shop.yaml', large.replace('survives: zone\n', ''));
      folder.put('README.md', 'not a topology');
    });
    const { exit, out, err } = await pullRequest(['--base', 'main', '--sarif', 'out.sarif']);
    expect({ exit, err }).toEqual({ exit: expect.any(Number), err: 'topologies/shop.yaml\n' });
    expect(out.startsWith(`${COMMENT_MARKER}\n## nospof: `)).toBe(true);
    expect(out).toContain('| topologies/shop.yaml | changed |');
    expect(out).toContain('### `topologies/shop.yaml` → `topologies/shop.yaml`');
    expect(out).toContain('<summary>Steps: ');
    expect(out).toContain('<summary>What takes shop down afterwards</summary>');
    expect(out).not.toContain('same.yaml');
    const { runs } = JSON.parse(readFileSync(join(folder.path, 'out.sarif'), 'utf8'));
    expect(runs[0].tool.driver.name).toBe('nospof');
  });

  needs('git')('shows what is new, renamed, deleted, and what cannot be used with its place', async () => {
    branch({ 'topologies/old.yaml': large, 'topologies/gone.yaml': small, 'topologies/bad.yaml': small }, () => {
      rmSync(join(folder.path, 'topologies/old.yaml'));
      rmSync(join(folder.path, 'topologies/gone.yaml'));
      folder.put('topologies/renamed.yaml', large);
      folder.put(
        'topologies/deep/new.yaml',
        `name: new\nregion: eu-central-1\ntiers:\n  web: { kind: single-server }\n`,
      );
      folder.put('topologies/bad.yaml', small.replace('kind: cdn', 'kind: cnd'));
    });
    const { exit, out } = await pullRequest(['--base', 'main']);
    expect(exit).toBe(2);
    expect(out).toContain('| topologies/bad.yaml | changed | unknown | cannot be used |');
    expect(out).toMatch(/```text\ntopologies\/bad\.yaml:\d+:\d+: unknown-kind/);
    expect(out).toContain('| topologies/deep/new.yaml | new | everything is created |');
    expect(out).toContain('| topologies/gone.yaml | deleted | destroys nothing by itself |');
    expect(out).toContain('| topologies/renamed.yaml | renamed: take the state along first');
    expect(out).toContain('Take the Terraform state along');
  });

  needs('git')('blocks where a tier’s name becomes another’s, and its data stays behind', async () => {
    const site = (data: string) =>
      `name: shop\nregion: eu-central-1\ntiers:\n  balancer: { kind: haproxy, to: app }\n  app: { kind: web, needs: [data] }\n  data: { kind: ${data} }\n`;
    branch({ 'topologies/shop.yaml': site('mysql') }, () => folder.put('topologies/shop.yaml', site('nfs')));
    const { exit, out } = await pullRequest(['--base', 'main']);
    expect(exit).toBe(1);
    expect(out).toContain('The database of app in data (one MariaDB server');
  });

  needs('git')('is short where no topology changes', async () => {
    branch({ 'topologies/shop.yaml': small }, () => folder.put('README.md', 'words'));
    expect(await pullRequest(['--base', 'main'])).toEqual({
      exit: 0,
      out: `${COMMENT_MARKER}\n## nospof: no topology changes\n`,
      err: '',
    });
  });

  needs('git')('compares with where the branch began, whatever the base did since', async () => {
    const repository = branch({ 'topologies/shop.yaml': small }, () => folder.put('README.md', 'words'));
    repository.git('checkout', '--quiet', 'main');
    folder.put('topologies/shop.yaml', large);
    repository.commit('base goes on');
    repository.git('checkout', '--quiet', 'change');
    expect((await pullRequest(['--base', 'main'])).out).toContain('no topology changes');
  });

  needs('git')('says what an acceptance is for, and refuses one that is for nothing', async () => {
    branch({ 'topologies/shop.yaml': small }, () =>
      folder.put('topologies/shop.yaml', small.replace(/ {2}files-1-data.*\n/, '')),
    );
    const address = 'aws_ebs_volume.files_1_data';
    const open = await pullRequest(['--base', 'main']);
    expect(open.exit).toBe(1);
    expect(open.out).toContain(address);
    const { out } = await pullRequest(['--base', 'main', '--accept', `${address}=it is empty`]);
    expect(out).toContain('accepted: it is empty');
    const wrong = await pullRequest(['--base', 'main', '--accept', `${address}x=it is empty`]);
    expect(wrong).toMatchObject({ exit: 2, err: expect.stringContaining(`did you mean ${address}?`) });
  });

  needs('git')('refuses a base that is not there, and a folder without a repository', async () => {
    expect(await pullRequest(['--base', 'main'])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('no git repository'),
    });
    branch({ 'topologies/shop.yaml': small }, () => undefined);
    for (const base of ['nowhere', '--all', '']) {
      const { exit, err } = await pullRequest([`--base=${base}`]);
      expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining('fetch-depth: 0') });
    }
    expect((await pullRequest([])).exit).toBe(2);
  });
});

describe('writing it on GitHub', () => {
  interface Comment {
    readonly id: number;
    body: string;
  }
  let server: Server;
  let comments: Comment[] = [];
  let asked: string[] = [];
  let refuse: number | undefined;

  beforeEach(async () => {
    comments = Array.from({ length: 130 }, (_, index) => ({ id: index, body: `words, and ${COMMENT_MARKER} in them` }));
    asked = [];
    refuse = undefined;
    server = createServer(async (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      // Nothing is kept open: on a busy machine, what was idle ends just when it is used again.
      const answer = (status: number, json: unknown) =>
        response.writeHead(status, { connection: 'close' }).end(JSON.stringify(json));
      if (request.headers.authorization !== `Bearer ${TOKEN}`) return answer(401, {});
      if (refuse !== undefined && request.method !== 'GET') return answer(refuse, {});
      const url = new URL(request.url ?? '', 'http://localhost');
      if (request.method === 'GET') {
        const page = Number(url.searchParams.get('page'));
        return answer(200, comments.slice((page - 1) * 100, page * 100));
      }
      const { body } = JSON.parse(await text(request));
      const id = Number(/comments\/(\d+)$/.exec(url.pathname)?.[1] ?? comments.length);
      const known = comments.find((one) => one.id === id);
      if (known) known.body = body;
      else comments.push({ id, body });
      return answer(known ? 200 : 201, { id });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const text = async (request: IncomingMessage): Promise<string> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  };

  function workflow(event: unknown = { pull_request: { number: 7 } }): Record<string, string> {
    const { port } = server.address() as AddressInfo;
    return {
      GITHUB_TOKEN: TOKEN,
      GITHUB_REPOSITORY: 'someone/shop',
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_EVENT_PATH: folder.put('event.json', JSON.stringify(event)),
      GITHUB_STEP_SUMMARY: join(folder.path, 'summary.md'),
    };
  }

  const grown = () =>
    folder.put('topologies/shop.yaml', small.replace('kind: web\n    nodes: 2', 'kind: web\n    nodes: 3'));
  const summary = () => readFileSync(join(folder.path, 'summary.md'), 'utf8');

  needs('git')('makes one comment, and writes it anew in its place', async () => {
    const repository = branch({ 'topologies/shop.yaml': small }, grown);
    const first = await pullRequest(['--base', 'main', '--post'], workflow());
    expect(asked).toEqual([
      'GET /repos/someone/shop/issues/7/comments?per_page=100&page=1',
      'GET /repos/someone/shop/issues/7/comments?per_page=100&page=2',
      'POST /repos/someone/shop/issues/7/comments',
    ]);
    expect(comments.at(-1)?.body).toBe(first.out);
    folder.put('topologies/shop.yaml', small);
    repository.commit('back');
    const second = await pullRequest(['--base', 'main', '--post'], workflow());
    expect(asked.at(-1)).toBe('PATCH /repos/someone/shop/issues/comments/130');
    expect(comments.at(-1)?.body).toBe(second.out);
    expect(comments.filter(({ body }) => body.startsWith(COMMENT_MARKER))).toHaveLength(1);
    expect([first, second].map(({ out, err }) => out + err).join()).not.toContain(TOKEN);
    expect(summary()).not.toContain(TOKEN);
  });

  needs('git')('says nothing where nothing changes and nothing was said', async () => {
    branch({ 'topologies/shop.yaml': small }, () => undefined);
    expect((await pullRequest(['--base', 'main', '--post'], workflow())).exit).toBe(0);
    expect(comments).toHaveLength(130);
  });

  needs('git')('does not fail where a fork’s token may not write, or GitHub is ill: the summary has it', async () => {
    branch({ 'topologies/shop.yaml': small }, grown);
    const expected = (await pullRequest(['--base', 'main'])).exit;
    for (const [status, words] of [
      [403, 'the token may not write here'],
      [502, 'GitHub answered with status 502'],
    ] as const) {
      refuse = status;
      const { exit, err } = await pullRequest(['--base', 'main', '--post'], workflow());
      expect({ status, exit }).toEqual({ status, exit: expected });
      expect(err).toContain(words);
      expect(summary()).toContain(words);
    }
    expect(summary()).toContain('topologies/shop.yaml');
  });

  needs('git')('has nowhere to write outside of a pull request’s workflow', async () => {
    branch({ 'topologies/shop.yaml': small }, grown);
    const push = await pullRequest(['--base', 'main', '--post'], workflow({ ref: 'refs/heads/change' }));
    expect(push.err).toContain('not started by a pull request');
    const bare = await pullRequest(['--base', 'main', '--post']);
    expect(bare.err).toContain('GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_EVENT_PATH');
    const broken = { ...workflow(), GITHUB_EVENT_PATH: folder.put('broken.json', '{') };
    expect(await pullRequest(['--base', 'main', '--post'], broken)).toMatchObject({
      exit: 2,
      err: expect.stringContaining('it is no JSON'),
    });
    expect(existsSync(join(folder.path, 'topologies/shop.yaml'))).toBe(true);
    expect(asked).toEqual([]);
  });
});

describe('a pull request in a repository', () => {
  needs('git')('without any topology fails: a check that looks at nothing would always pass', async () => {
    branch({ 'README.md': 'a' }, () => folder.put('README.md', 'b'));
    const { exit, out, err } = await pullRequest(['--base', 'main']);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain('no topology lies at topologies/**/*.yaml, topologies/**/*.yml');
  });

  needs('git')('that deletes the last topology says so', async () => {
    branch({ 'topologies/shop.yaml': small }, () => rmSync(join(folder.path, 'topologies/shop.yaml')));
    expect((await pullRequest(['--base', 'main'])).out).toContain('| topologies/shop.yaml | deleted |');
  });

  needs('git')('that nospof init began is looked at without being told where', async () => {
    const repository = new Repository(folder.path);
    folder.put('README.md', 'a');
    repository.commit('base');
    repository.git('checkout', '--quiet', '-b', 'change');
    expect((await nospof(folder.path, 'init', '--name', 'bakery', '--stage', '2')).exit).toBe(0);
    repository.commit('init');
    expect((await pullRequest(['--base', 'main'])).out).toContain('| topologies/bakery.yaml | new |');
  });
});
