import { terraformDocument } from '../../../terraform/plan/document';
import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import { diffState } from '../../../upgrade/diff/diff-state';
import { reviewPlan } from '../../../upgrade/review/review-plan';
import { upgradeSteps } from '../../../upgrade/steps';
import type { Upgrade } from '../../../upgrade/upgrade';
import { keeping, parsed } from '../../helpers/data-places';
import { planOf, stateOf } from '../../helpers/plan-of';
import { shippedText } from '../../helpers/synthesized';
import { sideOf } from '../../helpers/upgrades';

/** Blockers about data, with their sentences. */
const DATA = /^(data-|volume-not-kept|too-few|replication|keep-)/;
const about = ({ blockers }: Upgrade) =>
  blockers.filter(({ kind }) => DATA.test(kind)).map(({ kind, address, reason }) => `${kind} ${address}: ${reason}`);

const HEAD = 'name: shop\nregion: eu-central-1\ntiers:\n';
const needed = (data: string, keep = '') =>
  `${HEAD}  balancer: { kind: haproxy, to: app }\n  app: { kind: web, needs: [data] }\n  data: ${data}\n${keep}`;
const KEPT =
  'keep:\n  data-2-data: { zone: eu-central-1b, storageGiB: 20 }\n  data-3-data: { zone: eu-central-1c, storageGiB: 20 }\n';

const CASES: readonly (readonly [what: string, before: string, after: string])[] = [
  ['a database becomes an NFS server', needed('{ kind: mysql }'), needed('{ kind: nfs }')],
  ['an NFS server becomes GlusterFS', needed('{ kind: nfs }'), needed('{ kind: glusterfs }')],
  ['a bucket becomes a media server', needed('{ kind: cdn }'), needed('{ kind: media-server }')],
  ['a bucket goes', needed('{ kind: cdn }'), needed('{ kind: memcached }')],
  [
    'replicas become Galera',
    needed('{ kind: mysql, nodes: 3 }'),
    needed('{ kind: mysql, nodes: 3, replication: galera }'),
  ],
  ['two of five copies go', needed('{ kind: mysql, nodes: 5 }'), needed('{ kind: mysql, nodes: 3 }')],
  ['kept volumes come back', needed('{ kind: mysql }', KEPT), needed('{ kind: mysql, nodes: 3 }')],
  ['a volume is kept that never was', needed('{ kind: mysql }'), needed('{ kind: mysql }', KEPT)],
  ['a database gets replicas', needed('{ kind: mysql }'), needed('{ kind: mysql, nodes: 3 }')],
  ['nothing changes', needed('{ kind: mysql }', KEPT), needed('{ kind: mysql }', KEPT)],
  ['the database leaves the single server', shippedText('01-single-server'), shippedText('02-split-database')],
  ['the web server goes behind balancers', shippedText('03-media-cdn'), shippedText('04-load-balancer-pair')],
  ['files go to GlusterFS', shippedText('04-load-balancer-pair'), shippedText('05-glusterfs')],
  [
    'all the way back',
    shippedText('08-varnish'),
    keeping(shippedText('01-single-server'), parsed(shippedText('08-varnish'))),
  ],
];

describe.each(CASES)('%s', (_, before, after) => {
  const [old, now] = [sideOf(before), sideOf(after)];
  const diff = diffStacks(old, now);

  test('a review of the plan says of the data what the diff of the topologies says, with claims and without', () => {
    const json = planOf(old, now);
    expect(about(reviewPlan({ json }))).toEqual(about(diff));
    const claimed = reviewPlan({ json, claims: now.serviceGraph, oldClaims: old.serviceGraph });
    expect(about(claimed)).toEqual(about(diff));
  });

  test('so does a diff of the state that was left, with the same steps for the data', () => {
    const state = diffState(terraformDocument(stateOf(old)), now);
    expect(about(state)).toEqual(about(diff));
    const titles = (upgrade: Upgrade) =>
      upgradeSteps(upgrade, { stack: 'shop', file: 'shop.yaml' }).steps.flatMap(({ title }) =>
        /copy|dump|aside|load|there is no way/i.test(title) ? [title] : [],
      );
    expect(titles(state)).toEqual(titles(diff));
  });
});
