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
