import fc from 'fast-check';
import { examine } from '../../../check/verdict';
import { working } from '../../../fault-graph/algorithms/working';
import { carried, ExploredSite } from '../../../report/explore/page/site';
import { SHIPPED, shippedText, synthesized } from '../../helpers/synthesized';

const cache = new Map<string, { examined: ReturnType<typeof examine>; site: ExploredSite }>();

/** A shipped stack, and what a page makes of what it carries of it. */
function both(name: string) {
  const known = cache.get(name);
  if (known) return known;
  const { stack, serviceGraph } = synthesized(shippedText(name), name);
  const examined = examine(stack, serviceGraph);
  const site = new ExploredSite(JSON.parse(JSON.stringify(carried(examined.graph, examined.meaning))));
  const made = { examined, site };
  cache.set(name, made);
  return made;
}

describe.each(SHIPPED)('the page of %s', (name) => {
  test('says of each single loss what the verdict says', () => {
    const { examined, site } = both(name);
    for (const { element, goals, elements } of examined.verdict.elements) {
      const failing = site.goals([element]).filter(({ works }) => !works);
      expect([element, failing.map(({ goal }) => goal).sort()]).toEqual([element, goals]);
      expect([element, [...site.down([element])].filter((one) => one !== element).sort()]).toEqual([element, elements]);
    }
  });

  test('says of any loss which goals the fault graph ends, and by a way that begins with what is lost', () => {
    const { examined, site } = both(name);
    const { graph } = examined;
    const ids = graph.ids.slice(0, graph.elementCount);
    fc.assert(
      fc.property(fc.subarray([...ids], { maxLength: Math.min(9, ids.length) }), (lost) => {
        const works = working(
          graph,
          lost.map((one) => graph.node(one)),
        );
        for (const { goal, works: shown, ways } of site.goals(lost)) {
          expect([goal, shown]).toEqual([goal, works[graph.goal(goal)] === 1]);
          expect(ways.length > 0).toBe(!shown);
          for (const way of ways) {
            expect(lost.map((one) => site.shown(one))).toContain(way[0]);
            expect(way.at(-1)).toBe(goal);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('a loss that takes no part in the end of a goal has no way', () => {
  const { site } = both('04-load-balancer-pair');
  const write = site.goals(['aws_instance.web_1', 'aws_instance.db_1']).find(({ goal }) => goal === 'write');
  expect(write).toEqual({
    goal: 'write',
    works: false,
    ways: [['db_1', 'web needs db.write', 'balancer needs web.write', 'write']],
  });
});

test('of two that are lost together both have one, also beside a third that suffices alone', () => {
  const { site } = both('04-load-balancer-pair');
  const lost = ['aws_instance.web_1', 'aws_instance.web_2', 'aws_instance.db_1'];
  const write = site.goals(lost).find(({ goal }) => goal === 'write');
  expect(write?.ways.map(([first]) => first).sort()).toEqual(['db_1', 'web_1', 'web_2']);
});
