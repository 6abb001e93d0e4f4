import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';
import { reportTable } from '../report/table';
import type { Benchmark } from './benchmark';
import { site } from './check';
import { runNode } from './measure';

const NOSPOF = join(dirname(dirname(__dirname)), 'dist/cli/main.js');
const SIZES = [10, 600];
const CLICKS = 20;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** From the beginning of a load to the goals on the screen, and from a click to theirs, milliseconds; by the page's own clock. */
async function measured(file: string): Promise<{ readonly open: number; readonly click: number }> {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('#goals li');
    const open = await page.evaluate(() => performance.now());
    const clicks = await page.evaluate((count) => {
      const shapes = [...document.querySelectorAll<SVGElement>('[data-e]')];
      return Array.from({ length: count }, (_, index) => {
        const start = performance.now();
        shapes[index % shapes.length]?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        // Styles and layout are worked out when they are asked for.
        document.body.getBoundingClientRect();
        return performance.now() - start;
      });
    }, CLICKS);
    return { open, click: median(clicks) };
  } finally {
    await browser.close();
  }
}

export const explore: Benchmark = {
  name: 'explore',
  about: `the page of one site in Chromium: opened, and a median of ${CLICKS} clicks with its layout`,
  onlyOnRequest: true,
  run: async (print) => {
    const folder = mkdtempSync(join(tmpdir(), 'nospof-bench-'));
    const rows: string[][] = [];
    for (const nodes of SIZES) {
      const [topology, page] = [join(folder, `${nodes}.yaml`), join(folder, `${nodes}.html`)];
      writeFileSync(topology, site(nodes));
      runNode([NOSPOF, 'explore', topology, '--output', page]);
      const { open, click } = await measured(page);
      rows.push([String(nodes + 8), open.toFixed(0), click.toFixed(1)]);
    }
    rmSync(folder, { recursive: true });
    print(reportTable(['nodes', 'open ms', 'click ms'], rows, { color: false, rightAligned: [0, 1, 2] }));
  },
};
