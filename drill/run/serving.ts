import { setTimeout as delay } from 'node:timers/promises';
import type { Load } from '../load/load';
import { LOAD_DEFAULTS, now } from '../load/protocol';
import { VISITORS, within } from '../names';
import { attempt } from '../process';
import { DrillError } from './drill-error';
import { disorder, type Field } from './inject';
import type { LocalSite } from './local-site';
import { seconds } from './say';
import { targetOf } from './visitors';
import type { Watch } from './watch';

const PATIENCE = 600_000;

/** Streams that were good for so long are served, milliseconds. */
const STEADY = 3_000;

/** Requests a second of each stream while the site boots: all visitors at once would only slow it down. */
const SCOUTS = 1;

/** What is brought up, and who is told. */
export type Served = Pick<Field, 'site' | 'watch' | 'signal' | 'say'>;

/** When the first node was started, and since when all streams are served. */
export interface Boot {
  readonly started: number;
  readonly served: number;
}

/**
 * Boot all nodes and wait until every stream is served, all nodes do their work, and visitors come at their rate.
 * @throws DrillError where that takes more than ten minutes
 */
export async function bringUp(field: Served, load: Load, rate: number): Promise<Boot> {
  const { site, watch, signal, say } = field;
  const started = now();
  await site.boot(site.nodes);
  await firstPage(site, signal);
  load.start({ ...LOAD_DEFAULTS, target: targetOf(site.plan), streams: watch.streams, rate: Math.min(rate, SCOUTS) });
  say(`the first page after ${seconds(now() - started)}`);
  const served = await steady(field);
  say(`all streams are served after ${seconds(served - started)}`);
  await settle(field);
  load.setRate(rate);
  await steady(field);
  return { started, served };
}

async function steady({ site, watch, signal, say }: Served): Promise<number> {
  const tell = () => say(`waiting for ${watch.faults(STEADY).join('; ') || 'a steady while'}`);
  const told = setInterval(tell, 10_000);
  const since = await watch.allGood(STEADY, PATIENCE, signal).finally(() => clearInterval(told));
  if (since === undefined) throw new DrillError(await notServing(site, watch));
  return since;
}

/** Wait for any answer, before visitors come at their rate: they would only slow the boot down. */
async function firstPage({ plan }: LocalSite, signal: AbortSignal): Promise<void> {
  const { address, host, https } = targetOf(plan);
  const url = `${https ? 'https' : 'http'}://${address}/`;
  const curl = [...within(VISITORS), 'curl', '-ksf', '-m', '3', '-o', '/dev/null', '-H', `Host: ${host}`, url];
  const end = now() + PATIENCE;
  while ((await attempt(curl)).status !== 0 && now() < end) await delay(500, undefined, { signal });
}

/** Wait until the whole site is in order after its first boot. */
async function settle({ site, signal, say }: Served): Promise<void> {
  const end = now() + PATIENCE;
  let told = '';
  for (let left = await disorder(site); left.length > 0; left = await disorder(site)) {
    const names = left.join(', ');
    if (now() > end) throw new DrillError(`not in order after the boot: ${names}`);
    if (names !== told) say(`waiting for ${names}`);
    told = names;
    await delay(500, undefined, { signal });
  }
  say('all nodes do their work');
}

async function notServing(site: LocalSite, watch: Watch): Promise<string> {
  const failed = await Promise.all(
    site.nodes.map(async (node) => {
      const { stdout } = await node
        .run(['systemctl', '--failed', '--plain', '--no-legend'])
        .catch(() => ({ stdout: 'it does not run' }));
      return stdout.trim() === '' ? [] : [`${node.name}: ${stdout.trim().replaceAll('\n', '; ')}`];
    }),
  );
  return [`the site did not come up: ${watch.faults(5_000).join('; ')}`, ...failed.flat()].join('\n  ');
}
