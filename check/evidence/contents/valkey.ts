import { NODE_FILES } from '../../../model/node-files';
import { valkeySettings } from '../../../terraform/machine/valkey';
import { daemon, type Reads, type Requirement } from './requirement';

const VALKEY = /^\/etc\/valkey\/valkey\.conf$/;

const setting =
  (name: string, fits: (args: readonly string[]) => boolean): Reads =>
  ({ files }, path) =>
    fits(valkeySettings(files.get(path) ?? '').get(name) ?? []);
const is =
  (...values: readonly string[]) =>
  (args: readonly string[]) =>
    values.includes(args.join(' '));

const valkey = daemon(VALKEY);
const ofSessions = daemon(VALKEY, setting('maxmemory-policy', is('noeviction')));

/** What Valkey's configuration must say. An address with `-` before it may be missing on the machine. */
export const KEY_STORES: readonly Requirement[] = [
  valkey(
    'the loopback, where its check asks (bind)',
    setting('bind', (args) => args.includes('127.0.0.1')),
  ),
  valkey(
    'the address that web nodes call (bind)',
    setting('bind', (args) => args.some((one) => /^(?!127\.)\d+\.\d+\.\d+\.\d+$/.test(one))),
  ),
  valkey('the port that web nodes call (port 6379)', setting('port', is('6379'))),
  valkey('answers to other machines (protected-mode no)', setting('protected-mode', is('no'))),
  valkey('the accounts that setup makes (aclfile)', setting('aclfile', is(NODE_FILES.valkeyAccounts))),
  valkey('the folder that it may write to (dir)', setting('dir', is('/var/lib/valkey'))),
  valkey(
    'a bound of its memory (maxmemory)',
    setting('maxmemory', ([size = '']) => /^[1-9]\d*(mb|gb)$/i.test(size)),
  ),
  valkey(
    'what goes where the memory is full (maxmemory-policy)',
    setting('maxmemory-policy', is('noeviction', 'allkeys-lfu')),
  ),
  ofSessions('sessions on the disk (appendonly yes)', setting('appendonly', is('yes'))),
  ofSessions(
    'sessions on the disk before they are acknowledged (appendfsync always)',
    setting('appendfsync', is('always')),
  ),
];
