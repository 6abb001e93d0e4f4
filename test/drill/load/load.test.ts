import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Load } from '../../../drill/load/load';
import { now } from '../../../drill/load/protocol';
import { PROJECT } from '../../helpers/synthesized';
import { FakeSite } from './site';

/** Compiled, as it is shipped: `npm test` builds first. */
const PROGRAM = join(PROJECT, 'dist/drill/load/main.js');
const check = existsSync(PROGRAM) || process.env.CI ? it : it.skip;

describe("the visitors' process", () => {
  let site: FakeSite;
  let load: Load | undefined;

  beforeEach(async () => {
    site = new FakeSite();
  });

  afterEach(async () => {
    await load?.close();
    await site.close();
  });

  check('sends visitors, pauses, looks up what was written, and ends', async () => {
    const target = await site.listen();
    load = await Load.open({ program: PROGRAM });
    const began = now();
    load.start({ target, streams: ['database-write'], rate: 50, patience: 5_000, retryAfter: 50 });
    await load.settled(began + 200);
    load.pause();
    await load.settled(now());
    const requests = load.since(began);
    expect(requests.length).toBeGreaterThan(0);
    expect(site.received).toHaveLength(requests.length);
    expect(load.since(now())).toEqual([]);

    const writes = requests.flatMap(({ acknowledged }) => acknowledged ?? []);
    expect(writes).toHaveLength(requests.length);
    site.rows.delete(1);
    expect(await load.readBack(writes)).toEqual([
      { kind: 'row', where: 'the site', asked: writes.length, missing: [expect.stringMatching(/^[0-9a-f]{8}-1$/)] },
    ]);

    load.resume();
    await load.settled(now() + 100);
    expect(load.since(began).length).toBeGreaterThan(requests.length);
  });

  check('lets a crowd come, each of whom asks again at once, and measures what it gets', async () => {
    const target = await site.listen();
    site.failure = (_request, response) => {
      if (site.received.length % 4 > 0) return undefined;
      response.writeHead(503).end();
      return 'taken';
    };
    load = await Load.open({ program: PROGRAM });
    load.start({ target, streams: ['page'], rate: 1, patience: 5_000, retryAfter: 50 });
    load.pause();
    const measured = await load.measure({ stream: 'page', users: 3, warmUp: 100, duration: 2_000 });
    expect(measured).toMatchObject({ users: 3, milliseconds: 2_000 });
    expect(measured.answered).toBeGreaterThan(0);
    expect(measured.failed).toBeGreaterThan(0);
    // What came while it warmed up, and what was under way at the end, is not counted.
    expect(measured.answered + measured.failed).toBeLessThan(site.received.length);
    expect(measured.meanResponse).toBeGreaterThan(0);
  });

  check('who waits for it is told when it has ended', async () => {
    load = await Load.open({ program: PROGRAM });
    const waiting = load.settled(now() + 3_600_000);
    process.kill(load.pid ?? 0, 'SIGKILL');
    await expect(waiting).rejects.toThrow("the visitors' process ended with SIGKILL");
    expect(() => load?.pause()).toThrow('ended');
  });

  it('cannot be opened where its program is not', async () => {
    await expect(Load.open({ program: '/nonexistent/main.js' })).rejects.toThrow(
      /^the visitors' process ended with 1: .*Cannot find module '\/nonexistent\/main.js'/s,
    );
  });
});
