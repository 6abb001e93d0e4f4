import { NODE_FILES } from '../../../model/node-files';
import { blocksOf, type Directive, lastArguments } from '../../../terraform/machine/braces';
import {
  binds,
  type HaproxySection,
  hasOption,
  isDisabled,
  isLocal,
  linesOf,
  portsOf,
  settingOf,
} from '../../../terraform/machine/haproxy';
import { daemon, type Reads, type Requirement } from './requirement';

const HAPROXY = /^\/etc\/haproxy\/haproxy\.cfg$/;
const KEEPALIVED = /^\/etc\/keepalived\/keepalived\.conf$/;

type Sections = (all: readonly HaproxySection[]) => readonly HaproxySection[];

const ofKinds =
  (...kinds: readonly string[]): Sections =>
  (all) =>
    all.filter((one) => kinds.includes(one.kind) && !isDisabled(one));
const ofName =
  (kind: string, name: string): Sections =>
  (all) =>
    all.filter((one) => (one.kind === kind || one.kind === 'listen') && one.name === name && !isDisabled(one));
const CALLED: Sections = ofKinds('frontend', 'listen');
const CALLING: Sections = ofKinds('backend', 'listen');
const PROXIES: Sections = ofKinds('frontend', 'backend', 'listen');
const SITE = ofName('frontend', 'site');
const LOCAL = ofName('frontend', 'local');
const PAGE_CACHE = ofName('backend', 'pagecache');

/** There are such sections, and each of them fits. */
const each =
  (sections: Sections, fits: (section: HaproxySection) => boolean): Reads =>
  ({ haproxy }) => {
    const found = sections(haproxy.sections);
    return found.length > 0 && found.every(fits);
  };
const sets = (sections: Sections, name: string, value: RegExp): Reads =>
  each(sections, (one) => value.test(settingOf(one, ...name.split(' ')) ?? ''));
/** Some line of such a section, of those of which each counts. */
const says = (sections: Sections, line: RegExp): Reads =>
  each(sections, (one) => linesOf(one).some((words) => line.test(words.join(' '))));
const present =
  (sections: Sections): Reads =>
  ({ haproxy }) =>
    sections(haproxy.sections).length > 0;
/** Settings of all sections `global` together. */
const global =
  (name: string, value: RegExp): Reads =>
  ({ haproxy }) => {
    const lines = haproxy.sections.filter(({ kind }) => kind === 'global').flatMap((one) => one.lines);
    const found = lines.findLast((words) => name.split(' ').every((word, at) => words[at] === word));
    return value.test(found?.slice(name.split(' ').length).join(' ') ?? '');
  };
const listens = (port: number): Reads =>
  each(SITE, (one) => binds(one).some((bind) => !isLocal(bind) && portsOf(bind).includes(port)));

const haproxy = daemon(HAPROXY);
const atSite = daemon(HAPROXY, present(SITE));
const atLocal = daemon(HAPROXY, present(LOCAL));
const atPageCache = daemon(HAPROXY, present(PAGE_CACHE));

type Blocks = (directives: readonly Directive[]) => readonly (readonly Directive[])[];

const blocksNamed =
  (name: string): Blocks =>
  (directives) =>
    blocksOf(directives, name).map(({ block }) => block);
/** Its settings count together, however often it stands. */
const GLOBAL: Blocks = (directives) => [blocksOf(directives, 'global_defs').flatMap(({ block }) => block)];
const SCRIPT = blocksNamed('vrrp_script');
const INSTANCE = blocksNamed('vrrp_instance');

const inEach =
  (blocks: Blocks, fits: (block: readonly Directive[]) => boolean): Reads =>
  ({ keepalived }) => {
    const found = blocks(keepalived?.directives ?? []);
    return found.length > 0 && found.every(fits);
  };
/** The last of the lines of a name counts; of one without a value it matters that it is there. */
const has = (blocks: Blocks, name: string, value = /^$/): Reads =>
  inEach(blocks, (block) => value.test(lastArguments(block, name)?.join(' ') ?? '\0'));

const keepalived = daemon(KEEPALIVED);

/** What visitors come to first: haproxy, and keepalived, which elects who has the address. */
export const BALANCERS: readonly Requirement[] = [
  haproxy('a mode for all that is proxied', sets(PROXIES, 'mode', /^(http|tcp)$/)),
  haproxy(
    'timeout connect, without which a dead server holds each caller',
    sets(CALLING, 'timeout connect', /^[1-9]\d*(ms|s)?$/),
  ),
  haproxy('timeout client, without which haproxy keeps callers for ever', sets(CALLED, 'timeout client', /^[1-9]/)),
  haproxy('timeout server, without which a silent server holds its callers', sets(CALLING, 'timeout server', /^[1-9]/)),
  haproxy(
    'option redispatch, by which a request goes to another server',
    each(CALLING, (one) => hasOption(one, 'redispatch')),
  ),
  haproxy('the socket that operators and scripts ask (stats socket)', ({ haproxy: { sections } }) =>
    sections.some(
      ({ kind, lines }) =>
        kind === 'global' &&
        lines.some(
          ([word, what, at]) =>
            word === 'stats' && what === 'socket' && /^(unix@)?\/run\/haproxy\/admin\.sock$/.test(at ?? ''),
        ),
    ),
  ),
  haproxy('user haproxy', global('user', /^haproxy$/)),
  haproxy('group haproxy', global('group', /^haproxy$/)),
  atSite('a bind to the port of HTTP', listens(80)),
  atSite(
    'a bind to the port of HTTPS, with the certificate that its scripts keep',
    each(SITE, ({ lines }) =>
      lines.some(
        ([word, at = '', ...options]) =>
          word === 'bind' &&
          at.split(',').some((bind) => portsOf(bind).includes(443)) &&
          options.includes('ssl') &&
          options.some((one, place) => one === NODE_FILES.certificate && options[place - 1] === 'crt'),
      ),
    ),
  ),
  atSite('a monitor that fails without servers', says(SITE, /^monitor fail if \{ nbsrv\(\S+\) eq 0 \}$/)),
  atSite(
    'a second try where a server did not answer (retry-on)',
    sets(ofKinds('backend'), 'retry-on', /(^| )(conn-failure|all-retryable-errors)( |$)/),
  ),
  atSite(
    "the visitor's address for the application (X-Forwarded-For)",
    says(SITE, /^http-request set-header X-Forwarded-For %\[src\]$/i),
  ),
  atSite(
    "the visitor's scheme for the application (X-Forwarded-Proto)",
    says(SITE, /^http-request set-header X-Forwarded-Proto %\[ssl_fc,iif\(https,http\)\]$/i),
  ),
  atLocal(
    'the page of its own state, which keepalived and alarms ask (127.0.0.1:8404)',
    each(LOCAL, (one) => binds(one).includes('127.0.0.1:8404')),
  ),
  atLocal(
    'the page by which keepalived knows that it works (/nospof/alive)',
    sets(LOCAL, 'monitor-uri', /^\/nospof\/alive$/),
  ),
  atLocal('stats enable, which alarms ask', says(LOCAL, /^stats enable$/)),
  atLocal('stats uri /, which alarms ask', sets(LOCAL, 'stats uri', /^\/$/)),
  atPageCache(
    'all web nodes at once where no page cache is left (option allbackups)',
    each(PAGE_CACHE, (one) => hasOption(one, 'allbackups')),
  ),

  keepalived(
    'the pipe by which the failover agent hears of an election',
    has(GLOBAL, 'vrrp_notify_fifo', /^\/run\/nospof-vrrp$/),
  ),
  keepalived('script_user root, without which no check runs', has(GLOBAL, 'script_user', /^root( root)?$/)),
  keepalived('enable_script_security', has(GLOBAL, 'enable_script_security')),
  keepalived('vrrp_version 3, which takes intervals below a second', has(GLOBAL, 'vrrp_version', /^3$/)),
  keepalived('an interface', has(INSTANCE, 'interface', /^\S+$/)),
  keepalived('the interface that a setup step replaces (ens5)', has(INSTANCE, 'interface', /^ens5$/)),
  keepalived('state BACKUP, with which a node waits for the election', has(INSTANCE, 'state', /^BACKUP$/)),
  keepalived('nopreempt, without which a node that comes back takes the address again', has(INSTANCE, 'nopreempt')),
  keepalived('virtual_router_id', has(INSTANCE, 'virtual_router_id', /^\d+$/)),
  keepalived('a priority', has(INSTANCE, 'priority', /^\d+$/)),
  keepalived(
    'word of a living master every few seconds (advert_int)',
    has(INSTANCE, 'advert_int', /^(0?\.\d*[1-9]\d*|[1-5](\.0+)?)$/),
  ),
  keepalived(
    'an address to elect for, on lo',
    inEach(INSTANCE, (block) =>
      blocksOf(block, 'virtual_ipaddress').some((one) =>
        one.block.some(({ words }) => /^\d+\.\d+\.\d+\.\d+(\/32)? .*\bdev lo\b/.test(words.join(' '))),
      ),
    ),
  ),
  keepalived(
    'the check whether haproxy has anybody to pass visitors to',
    has(SCRIPT, 'script', /^\/usr\/local\/sbin\/nospof-balancer-alive$/),
  ),
  keepalived('a check every few seconds (interval)', has(SCRIPT, 'interval', /^[1-5]$/)),
  keepalived('a check that ends by itself (timeout)', has(SCRIPT, 'timeout', /^[1-5]$/)),
  keepalived('a node that steps down after some failed checks (fall)', has(SCRIPT, 'fall', /^[1-5]$/)),
  keepalived('a node that is well after some good checks (rise)', has(SCRIPT, 'rise', /^[1-9]$/)),
  keepalived('init_fail, without which a node is master before it was asked', has(SCRIPT, 'init_fail')),
];
