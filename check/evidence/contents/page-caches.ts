import { daemon, type Reads, type Requirement } from './requirement';

const VARNISH = /^\/etc\/varnish\/default\.vcl$/;

/** In the code without comments, of which tokens have one blank between them. */
const code =
  (pattern: RegExp): Reads =>
  ({ vcl }) =>
    pattern.test(vcl?.code ?? '');
/** There are probes, and each has a field that fits. */
const probes =
  (name: string, fits: (value: string) => boolean): Reads =>
  ({ vcl }) =>
    vcl !== undefined && vcl.probes.length > 0 && vcl.probes.every((one) => fits(one.get(name) ?? ''));

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** A duration of VCL is at most some seconds. */
const within = (from: number, to: number) => (value: string) => {
  const [, count, unit = ''] = /^(\d+(?:\.\d*)?)(ms|s|m|h)$/.exec(value) ?? [];
  const seconds = Number(count) * (UNITS[unit] ?? Number.NaN);
  return seconds >= from && seconds <= to;
};
const few = (least: number) => (value: string) => /^\d$/.test(value) && Number(value) >= least;

const imports = (name: string): Reads => code(new RegExp(`(^|[;}] )import ${name}( from "[^"]*")? ;`));

const varnish = daemon(VARNISH);
const where = (pattern: RegExp) => daemon(VARNISH, code(pattern));
const purging = where(/"PURGE"/);

/** What keeps pages: Varnish. */
export const PAGE_CACHES: readonly Requirement[] = [
  varnish('the version of its language (vcl 4.1)', code(/^vcl 4\.[01] ;/)),
  where(/\bdirectors\./)('import directors', imports('directors')),
  where(/\bstd\./)('import std', imports('std')),
  where(/\bcookie\./)('import cookie', imports('cookie')),
  where(/\badd_backend \(/)(
    'a director that chooses among backends',
    code(/\bnew [\w-]+ = directors\.(round_robin|random|fallback|shard|hash) \( \) ;/),
  ),
  varnish(
    'requests given to the director (req.backend_hint)',
    code(/\bset req\.backend_hint = [\w-]+\.backend \( \) ;/),
  ),
  varnish(
    'a probe that asks for a page',
    probes('url', (value) => value.startsWith('/')),
  ),
  varnish('a probe every few seconds (.interval)', probes('interval', within(0.1, 5))),
  varnish('a probe that ends by itself (.timeout)', probes('timeout', within(0.1, 5))),
  varnish('a window of few probes (.window)', probes('window', few(1))),
  varnish('a threshold of few probes (.threshold)', probes('threshold', few(1))),
  varnish('backends that are well at the start (.initial)', probes('initial', few(0))),
  where(/esi_level|ESI/)('parts of pages put together (do_esi)', code(/\bset beresp\.do_esi = true ;/)),
  varnish('pages that are kept while no backend answers (beresp.grace)', code(/\bset beresp\.grace = \d+[smhd] ;/)),
  varnish('a page that it answers by itself, with status 200', code(/\breturn \( synth \( 200 (, "ok" )?\) \) ;/)),
  varnish(
    'a second try at another backend (retry)',
    code(/\bif \( bereq\.retries < \d+ &&[^{}]*\{ return \( retry \) ;/),
  ),
  purging('purges from web nodes alone', code(/\bif \( client\.ip !~ [\w-]+ \) \{ return \( synth \( 40\d\b/)),
  purging('what purges a page', code(/\breturn \( purge \) ;/)),
];
