import { recordOf, type Stored, TIER_KINDS, type TierKind } from '../../../model/kinds';
import { hasStorage } from '../../../model/tiers';
import type { DataKind } from '../../../upgrade/data/engines';
import { storesOf } from '../../../upgrade/data/stores';
import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import { SiteFacts } from '../../../upgrade/site-facts';
import { upgradeSteps } from '../../../upgrade/steps';
import type { Side } from '../../../upgrade/upgrade';
import { isBlocked, isCopied, keeping, parsed, placesOf, unsettled } from '../../helpers/data-places';
import { sideOf } from '../../helpers/upgrades';

/*
 * Every kind becomes every other under one name, `data`. What it kept is then the same place still, the source of a copy,
 * or a blocker.
 */

const HEAD = 'name: shop\nregion: eu-central-1\ntiers:\n';
const needed = (data: string) =>
  `${HEAD}  balancer: { kind: haproxy, to: app }\n  app: { kind: web, needs: [data] }\n  data: ${data}\n`;
const behind = (data: string) => `${HEAD}  balancer: { kind: haproxy, to: data }\n  data: ${data}\n`;

const SITES: { readonly [K in TierKind]: readonly string[] } = {
  'single-server': [`${HEAD}  data: { kind: single-server }\n`],
  web: [behind('{ kind: web }'), `${HEAD}  data: { kind: web, nodes: 1, address: elastic-ip, storageGiB: 20 }\n`],
  haproxy: [`${HEAD}  data: { kind: haproxy, to: app }\n  app: { kind: web }\n`],
  varnish: [`${behind('{ kind: varnish, to: app }')}  app: { kind: web }\n`],
  memcached: [needed('{ kind: memcached }')],
  redis: [needed('{ kind: redis }'), needed('{ kind: redis, keeps: cache }')],
  nfs: [needed('{ kind: nfs }')],
  glusterfs: [
    needed('{ kind: glusterfs }'),
    needed('{ kind: glusterfs, arbiter: true }'),
    needed('{ kind: glusterfs, nodes: 6 }'),
  ],
  mysql: [
    needed('{ kind: mysql }'),
    needed('{ kind: mysql, nodes: 3 }'),
    needed('{ kind: mysql, nodes: 5 }'),
    needed('{ kind: mysql, nodes: 3, failover: none }'),
    needed('{ kind: mysql, nodes: 3, replication: galera }'),
  ],
  postgresql: [needed('{ kind: postgresql }')],
  cdn: [needed('{ kind: cdn }')],
  'media-server': [needed('{ kind: media-server }')],
};

const sites = TIER_KINDS.flatMap((kind) => SITES[kind]);
const sides = new Map<string, Side>();
function side(text: string): Side {
  const known = sides.get(text) ?? sideOf(text);
  sides.set(text, known);
  return known;
}

const STORED: Readonly<Record<Stored, DataKind | undefined>> = {
  rows: 'database',
  files: 'files',
  media: 'media',
  // In memory or on a root disk: lost with a node anyway.
  sessions: undefined,
};

test.each(TIER_KINDS)('%s: what its record says that it stores is found in its Terraform', (kind) => {
  for (const text of SITES[kind]) {
    const site = new SiteFacts({ ...side(text), site: 'shop', region: 'eu-central-1' });
    const stores = storesOf(site).filter(({ tier }) => tier === 'data');
    const { stores: record } = recordOf(kind);
    const tier = parsed(text).tiers.find(({ name }) => name === 'data');
    const has = record !== 'nothing' && (record.on !== 'volume' || (tier !== undefined && hasStorage(tier)));
    const keeps = has ? record.what.flatMap((what) => STORED[what] ?? []) : [];
    expect(stores.map((one) => one.kind).sort()).toEqual([...keeps].sort());
  }
});

const isData = (text: string) => /data: (.*)/.exec(text)?.[1] ?? '';

describe.each(sites.filter((text) => placesOf(parsed(text)).length > 0).map((text) => [isData(text), text] as const))(
  'data: %s',
  (_, before) => {
    test.each(sites.map((text) => [isData(text), text] as const))('becomes %s', (_name, text) => {
      const old = parsed(before);
      // With every volume kept that goes: what happens to volumes alone is no blocker here.
      const after = keeping(text, old);
      const upgrade = diffStacks(side(before), side(after));
      const { steps } = upgradeSteps(upgrade, { stack: 'shop', file: 'shop.yaml' });
      const open = unsettled(old, parsed(after));
      for (const place of open) {
        expect([place, isBlocked(place, upgrade)]).toEqual([place, true]);
        const abandoned = upgrade.blockers.some(({ kind }) => /abandoned|destroyed|too-few|refuses/.test(kind));
        expect([place, abandoned || isCopied(place, steps)]).toEqual([place, true]);
      }
      if (before === text) expect(upgrade.blockers).toEqual([]);
      if (open.length === 0) {
        expect(upgrade.blockers.filter(({ kind }) => /^(data-|keep-|too-few|replication)/.test(kind))).toEqual([]);
      }
    });
  },
);
