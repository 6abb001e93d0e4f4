import { siteGraph } from '../../../bench/site-graph';
import { blastRadius } from '../../../fault-graph/algorithms/blast-radius';
import { cutSetsOfDiagram, minimalCutSets } from '../../../fault-graph/algorithms/cut-sets';
import { failureDiagram } from '../../../fault-graph/algorithms/failure-diagram';
import { DiagramTooLarge } from '../../../fault-graph/algorithms/node-table';
import { orderOne } from '../../../fault-graph/algorithms/order-one';
import { FaultGraphBuilder } from '../../../fault-graph/builder';

const sorted = (sets: Iterable<readonly string[]>): string[] => [...sets].map((set) => set.join(' ')).sort();

describe.each([1, 2, 3])('a generated site, seed %d', (seed) => {
  const { graph } = siteGraph(400, seed);

  it('order 1 is what fails the goal when each element is lost in turn', () => {
    const each = graph.ids.slice(0, graph.elementCount).filter((id) => blastRadius(graph, [id]).goals.length > 0);
    expect(orderOne(graph, 'serve').elements).toEqual(each);
  });

  it('cut sets found from below are those found from the diagram of the whole', () => {
    const diagram = failureDiagram(graph, 'serve');
    for (const maxOrder of [1, 2, 3]) {
      const fromBelow = minimalCutSets(graph, 'serve', { maxOrder });
      expect(sorted(fromBelow)).toEqual(sorted(cutSetsOfDiagram(graph, diagram, maxOrder)));
    }
  });
});

it('a chain of 100,000 gates and a service of 20,000 nodes are no deeper than they may be', () => {
  const builder = new FaultGraphBuilder().element('first').all('0', ['first']);
  for (let i = 1; i < 100_000; i++) builder.all(`${i}`, [`${i - 1}`]);
  for (let i = 0; i < 20_000; i++) builder.element(`e${i}`);
  const nodes = Array.from({ length: 20_000 }, (_, i) => `e${i}`);
  const graph = builder
    .any('any', nodes)
    .all('all', nodes)
    .all('both', ['99999', 'any'])
    .goal('both', 'both')
    .goal('all', 'all')
    .build();
  expect(orderOne(graph, 'both').elements).toEqual(['first']);
  expect(minimalCutSets(graph, 'both', { maxOrder: 2 }).counts).toEqual([0, 1]);
  expect(orderOne(graph, 'all').elements).toHaveLength(20_000);
  expect(minimalCutSets(graph, 'all', { maxOrder: 2 }).counts).toEqual([0, 20_000]);
});

it('a ring of 2,000 services, each supported by the next', () => {
  const builder = new FaultGraphBuilder();
  for (let i = 0; i < 2000; i++) {
    builder.element(`e${i}`);
    builder.any(`g${i}`, [`g${(i + 1) % 2000}`, ...(i % 1000 === 0 ? [`e${i}`] : [])]);
  }
  const graph = builder.goal('g', 'g1').build();
  expect(orderOne(graph, 'g').elements).toEqual([]);
  expect([...minimalCutSets(graph, 'g', { maxOrder: 2 })]).toEqual([['e0', 'e1000']]);
});

it('says so where a diagram outgrows its limit', () => {
  const { graph } = siteGraph(1000);
  expect(() => failureDiagram(graph, 'serve', { nodeLimit: 1000 })).toThrow(DiagramTooLarge);
  expect(() => minimalCutSets(graph, 'serve', { maxOrder: 2, nodeLimit: 1000 })).toThrow(DiagramTooLarge);
});
