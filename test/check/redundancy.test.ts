import { SiteGraph } from '../../check/claims/site-graph';
import { siteOf } from '../../check/evidence/site';
import { redundancyOf } from '../../check/redundancy';
import { orderOne } from '../../fault-graph/algorithms/order-one';
import { working } from '../../fault-graph/algorithms/working';
import type { FaultGraph } from '../../fault-graph/fault-graph';
import { ResourceIndex } from '../../terraform/resource-index';
import { SHIPPED, shippedText, synthesized } from '../helpers/synthesized';

/** Whether a goal still works with these elements lost. */
function works(graph: FaultGraph, goal: string, lost: readonly string[]): boolean {
  return (
    working(
      graph,
      lost.map((id) => graph.ids.indexOf(id)),
    )[graph.goal(goal)] === 1
  );
}

describe.each(SHIPPED)('%s', (name) => {
  const { stack, serviceGraph } = synthesized(shippedText(name), name);
  const site = new SiteGraph(siteOf(new ResourceIndex(stack), serviceGraph));
  const graph = site.graph({ soft: false, recovery: false });
  const ids = (...classes: string[]) =>
    [...site.elements.values()].filter((one) => classes.includes(one.class)).map(({ id }) => id);

  test('its redundancy is used up exactly where one more loss ends a goal that goes on without it', () => {
    for (const { goal, usedUp } of redundancyOf(stack, serviceGraph)) {
      const single = new Set(orderOne(graph, goal).elements);
      for (const { away, next } of usedUp) {
        expect([goal, away, works(graph, goal, away)]).toEqual([goal, away, true]);
        for (const one of next)
          expect([goal, away, one, works(graph, goal, [...away, one])]).toEqual([goal, away, one, false]);
      }
      for (const node of ids('node').filter((one) => !single.has(one))) {
        const ending = ids('node', 'zone').filter(
          (other) => other !== node && !single.has(other) && !works(graph, goal, [node, other]),
        );
        const found = usedUp.find(({ away }) => away.length === 1 && away[0] === node)?.next ?? [];
        expect([goal, node, found]).toEqual([goal, node, ending.sort()]);
      }
    }
  });
});

test('three of a kind have used up their redundancy when two are away', () => {
  const { stack, serviceGraph } = synthesized(
    shippedText('08-varnish').replace(/kind: web\n {4}nodes: 2/, 'kind: web\n    nodes: 3'),
  );
  const serve = redundancyOf(stack, serviceGraph).find(({ goal }) => goal === 'serve');
  const web = serve?.usedUp.filter(({ away }) => away.some((node) => node.includes('web_')));
  expect(web?.map(({ away, next }) => `${away.join(' ')}: ${next.join(' ')}`)).toEqual([
    'aws_instance.web_1 aws_instance.web_2: aws_instance.web_3 eu-central-1c',
    'aws_instance.web_1 aws_instance.web_3: aws_instance.web_2 eu-central-1b',
    'aws_instance.web_2 aws_instance.web_3: aws_instance.web_1 eu-central-1a',
  ]);
});

/** For each goal, how many nodes are away when its redundancy is used up, and how many such sets there are. */
function sizes(topology: string, tier: string): Readonly<Record<string, readonly (readonly number[])[]>> {
  const { stack, serviceGraph } = synthesized(topology);
  const graph = new SiteGraph(siteOf(new ResourceIndex(stack), serviceGraph)).graph({ soft: false, recovery: false });
  return Object.fromEntries(
    redundancyOf(stack, serviceGraph).map(({ goal, usedUp }) => {
      const own = usedUp.filter(({ away }) => away.every((node) => node.includes(`.${tier}_`)));
      for (const { away, next } of own) {
        expect([goal, away, works(graph, goal, away)]).toEqual([goal, away, true]);
        for (const one of next) expect([goal, one, works(graph, goal, [...away, one])]).toEqual([goal, one, false]);
      }
      const counts = new Map<number, number>();
      for (const { away } of own) counts.set(away.length, (counts.get(away.length) ?? 0) + 1);
      return [goal, [...counts]];
    }),
  );
}

const many = (web: number, db: number, more = '') => `name: shop
region: eu-central-1
tiers:
  balancer: { kind: haproxy, nodes: 2, to: web }
  web: { kind: web, nodes: ${web}, needs: [db] }
  db: { kind: mysql, nodes: ${db}${more} }
`;

test('however many of a kind there are: all but those of one zone are away', () => {
  // Seven in three zones: 3, 2, 2. With those of two zones away, the third zone is the next loss.
  expect(sizes(many(7, 3), 'web').serve).toEqual([
    [4, 1],
    [5, 2],
  ]);
  // A hundred: 34, 33, 33.
  expect(sizes(many(100, 3), 'web').serve).toEqual([
    [66, 1],
    [67, 2],
  ]);
});

test('a majority of many has its redundancy used up when only just a majority is left', () => {
  // Nine in zones of three, five of which must be there: with two away a zone ends it.
  expect(sizes(many(2, 9, ', replication: galera'), 'db').write).toEqual([[2, 36]]);
  // Five in zones of two, two and one, three of which must be there: with one away a zone of two ends it.
  expect(sizes(many(2, 5, ', replication: galera'), 'db').write).toEqual([[1, 5]]);
});
