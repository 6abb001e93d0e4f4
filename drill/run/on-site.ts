import { baseImage, hasImage } from '../base-image/build';
import { recipeFor } from '../base-image/recipe';
import { Load } from '../load/load';
import { now } from '../load/protocol';
import { CACHE_FOLDER, VISITORS } from '../names';
import type { DrillPlan } from '../plan';
import { MEASURING, prefer } from '../priority';
import { DrillError } from './drill-error';
import { raiseInotify } from './inotify';
import { Janitor } from './janitor';
import { claim, giveBack } from './leftovers';
import { drillFolders, LocalSite } from './local-site';
import { drillPlaces } from './machine';
import { type Say, seconds } from './say';

/** What a site is built with. */
export interface SiteSettings {
  /** Folder of the synthesized stack. */
  readonly stack: string;
  /** Folders that are removed with the rest, should this process be killed. */
  readonly scratch: readonly string[];
  /** Terraform addresses of nodes whose disks are to have an end. @default - none */
  readonly smallDisks?: ReadonlySet<string>;
  /** What the site becomes; `stack` is the folder of that one. @default - it stays as it is */
  readonly next?: { readonly plan: DrillPlan; readonly stack: string };
  readonly say: Say;
  /** Ends the work, and takes everything down. */
  readonly signal: AbortSignal;
}

/** A site that is built and does not boot yet, and its visitors, who do not come yet. */
export interface BuiltSite {
  readonly site: LocalSite;
  readonly load: Load;
  /** The settings' own, and what ends the work where the site cannot go on. */
  readonly signal: AbortSignal;
  /** What happened without the drill's doing since it was last asked. */
  readonly events: () => readonly string[];
}

/** What is said where an earlier drill was killed. */
export const TOOK_DOWN = 'took down what an earlier drill had left';

/**
 * Build a site on this machine and work with it. Whatever happens, everything is taken down before this returns; should this
 * process be killed, a janitor does it.
 * @throws DrillError, BusyError, ProcessError; an AbortError where the signal ended it
 */
export async function onSite<T>(
  plan: DrillPlan,
  settings: SiteSettings,
  work: (built: BuiltSite) => Promise<T>,
): Promise<T> {
  const { say } = settings;
  const places = drillPlaces();
  if (await claim(places, settings.scratch)) say.line(TOOK_DOWN);
  const janitor = Janitor.start(places);
  prefer(process.pid, MEASURING);
  const broken = new AbortController();
  const events: string[] = [];
  let site: LocalSite | undefined;
  let load: Load | undefined;
  try {
    raiseInotify(places.inotify);
    const image = await imageOf(plan, say, settings.signal);
    const next = settings.next && {
      ...{ ...settings.next, image: await imageOf(settings.next.plan, say, settings.signal) },
    };
    site = new LocalSite(plan, {
      ...{ stack: settings.stack, image },
      ...(next ? { next } : {}),
      ...drillFolders(places.disks),
      smallDisks: settings.smallDisks ?? new Set(),
      event: (text) => {
        events.push(text);
        say.line(`  ${text}`);
      },
      broken: (why) => broken.abort(new DrillError(why)),
    });
    const signal = AbortSignal.any([settings.signal, broken.signal]);
    say.line(`building the network and ${plan.nodes.length} nodes`);
    await site.build();
    load = await Load.open({ namespace: VISITORS });
    return await work({ site, load, signal, events: () => events.splice(0) });
  } finally {
    say.line('taking everything down');
    await load?.close();
    const problems = (await site?.down()) ?? [];
    for (const problem of problems) say.line(`  ${problem}`);
    await giveBack(places).catch((error: Error) => say.line(`  ${error.message}`));
    await janitor.end();
  }
}

async function imageOf({ release, packages }: DrillPlan, say: Say, signal: AbortSignal): Promise<string> {
  const recipe = recipeFor(release, packages);
  if (hasImage(recipe, CACHE_FOLDER)) return baseImage(recipe, CACHE_FOLDER, () => undefined, signal);
  const started = now();
  say.line('building the base image, once; the packages are downloaded from Debian');
  const show = (fraction: number) => {
    const left = ((now() - started) / fraction) * (1 - fraction);
    say.progress(`base image: ${Math.round(fraction * 100)} %, about ${seconds(left)} left`);
  };
  return baseImage(recipe, CACHE_FOLDER, show, signal);
}
