import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { embeddedPage } from '../../../scripts/embed-page';
import { nospof } from '../../helpers/command-line';
import { findProgram, needs } from '../../helpers/programs';
import { PROJECT, shippedText } from '../../helpers/synthesized';
import { temporaryFolder } from '../../helpers/temporary';

test("the page's program is made of its sources as they are; if not, run `npm run embed:page`", () => {
  expect(readFileSync(join(PROJECT, 'report/explore/embedded.ts'), 'utf8')).toBe(embeddedPage(PROJECT));
});

describe('in a browser', () => {
  const chromium = findProgram('chromium');
  const browserTest = needs('chromium');
  let browser: Browser | undefined;
  let address = '';

  beforeAll(async () => {
    if (chromium === undefined) return;
    const folder = temporaryFolder('explore');
    for (const name of ['04-load-balancer-pair', '08-varnish'])
      writeFileSync(join(folder, `${name}.yaml`), shippedText(name));
    const { exit, err } = await nospof(
      folder,
      'explore',
      '04-load-balancer-pair.yaml',
      '08-varnish.yaml',
      '-o',
      'site.html',
    );
    expect({ exit, err }).toEqual({ exit: 0, err: expect.stringContaining('wrote') });
    address = pathToFileURL(join(folder, 'site.html')).href;
    // It opens a page that the test itself has made; a sandbox wants rights that containers seldom give.
    browser = await puppeteer.launch({
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-gpu'],
      timeout: 100_000,
    });
  }, 120_000);
  afterAll(() => browser?.close());

  /** The page, with whatever its console complains of. */
  async function opened(hash = '', width = 1200): Promise<{ page: Page; complaints: string[] }> {
    if (!browser) throw new Error('no browser');
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) complaints.push(`asks for ${request.url()}`);
    });
    await page.setViewport({ width, height: 900 });
    await page.goto(`${address}${hash}`);
    return { page, complaints };
  }

  const goals = (page: Page) =>
    page.$$eval('#goals li', (items) =>
      Object.fromEntries(items.map((one) => [one.querySelector('strong')?.textContent, one.className])),
    );
  const shape = (name: string) => `section:not([hidden]) [data-name="${name}"]`;
  const focus = (page: Page, name: string) => page.$eval(shape(name), (one) => (one as SVGElement).focus());
  const text = (page: Page, id: string) => page.$eval(`#${id}`, (one) => one.textContent);

  browserTest('a click ends what hangs on the thing, says how, and a second one mends it', async () => {
    const { page, complaints } = await opened();
    expect(await goals(page)).toEqual({ media: 'works', serve: 'works', upload: 'works', write: 'works' });
    await page.click(shape('aws_instance.db_1'));
    expect(await goals(page)).toEqual({ media: 'works', serve: 'fails', upload: 'works', write: 'fails' });
    expect(await page.$$eval('#goals .way', (ways) => ways.map(({ textContent }) => textContent))).toContain(
      'db_1 → web needs db.write → balancer needs web.write → write',
    );
    expect(await text(page, 'said')).toBe('serve fails, write fails.');
    expect(await page.$eval(shape('aws_instance.db_1'), (one) => one.getAttribute('aria-pressed'))).toBe('true');
    await page.click(shape('aws_instance.db_1'));
    expect(await goals(page)).toEqual({ media: 'works', serve: 'works', upload: 'works', write: 'works' });
    expect(complaints).toEqual([]);
    await page.close();
  });

  browserTest('keys do what clicks do: Enter, Space, Escape', async () => {
    const { page } = await opened();
    await focus(page, 'eu-central-1a');
    await page.keyboard.press('Enter');
    expect(await goals(page)).toMatchObject({ serve: 'fails' });
    // All that stands in the zone is gone with it.
    expect(await page.$eval(shape('aws_instance.web_1'), (one) => one.classList.contains('fallen'))).toBe(true);
    expect(await page.$eval(shape('aws_instance.web_2'), (one) => one.classList.contains('fallen'))).toBe(false);
    await page.keyboard.press('Escape');
    expect(await goals(page)).toMatchObject({ serve: 'works' });
    await focus(page, 'aws_instance.db_1');
    await page.keyboard.press('Space');
    expect(await goals(page)).toMatchObject({ serve: 'fails' });
    await page.close();
  });

  browserTest('undo, reset, and a link that holds the state', async () => {
    const { page } = await opened();
    await page.click(shape('aws_instance.web_1'));
    await page.click(shape('aws_instance.web_2'));
    expect(await goals(page)).toMatchObject({ serve: 'fails' });
    const link = await page.$eval('#link', (one) => one.getAttribute('href'));
    await page.click('#undo');
    expect(await goals(page)).toMatchObject({ serve: 'works' });
    await page.click('#reset');
    expect(await text(page, 'count')).toContain('Nothing is lost');
    await page.close();
    const again = await opened(link ?? '');
    expect(await goals(again.page)).toMatchObject({ serve: 'fails' });
    expect(await text(again.page, 'count')).toBe('2 lost, 3 of 4 goals fail');
    await again.page.close();
  });

  browserTest(
    'the slider goes up the ladder with the step that leads there, and what is still there stays lost',
    async () => {
      const { page } = await opened('#stack=04-load-balancer-pair&lost=aws_instance.db_1');
      expect(await goals(page)).toMatchObject({ write: 'fails' });
      await page.focus('#ladder');
      await page.keyboard.press('ArrowRight');
      expect(await text(page, 'stage')).toBe('08-varnish');
      expect(await goals(page)).toMatchObject({ write: 'works' });
      expect(await page.$eval('section:not([hidden]) pre', (one) => one.textContent)).toContain(
        '04-load-balancer-pair.yaml → 08-varnish.yaml',
      );
      await page.close();
    },
  );

  browserTest('a row of a list loses what it names', async () => {
    const { page } = await opened();
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.open = true;
    });
    await page.click('section:not([hidden]) [data-lose=\'["aws_instance.files_1"]\']');
    expect(await goals(page)).toMatchObject({ upload: 'fails' });
    await page.close();
  });

  browserTest('a filter dims what is not meant', async () => {
    const { page } = await opened();
    await page.type('#filter', 'db_');
    expect(await page.$eval(shape('aws_instance.web_1'), (one) => one.classList.contains('dimmed'))).toBe(true);
    expect(await page.$eval(shape('aws_instance.db_1'), (one) => one.classList.contains('dimmed'))).toBe(false);
    await page.close();
  });

  browserTest('nothing is wider than the window, from 320 pixels to 4K', async () => {
    for (const width of [320, 768, 3840]) {
      const { page } = await opened('', width);
      expect([width, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([width, width]);
      await page.close();
    }
  });
});
