import { minimalCutSets } from '../../fault-graph/algorithms/cut-sets';
import { orderOne } from '../../fault-graph/algorithms/order-one';
import { FaultGraphBuilder } from '../../fault-graph/builder';
import { FaultGraphError } from '../../fault-graph/fault-graph';

const problems = (builder: FaultGraphBuilder): unknown => {
  try {
    builder.build();
  } catch (error) {
    if (error instanceof FaultGraphError) return error.problems;
    throw error;
  }
  return [];
};

describe('building', () => {
  it('reports all problems together', () => {
    const builder = new FaultGraphBuilder().element('a').element('a').gate('g', -1, ['a', 'x']).gate('a', 1, []);
    expect(problems(builder.goal('serve', 'nowhere').goal('serve', 'g'))).toEqual([
      { code: 'duplicate', id: 'a' },
      { code: 'bad-threshold', id: 'g' },
      { code: 'duplicate', id: 'a' },
      { code: 'duplicate', id: 'serve' },
      { code: 'undefined', id: 'x', in: 'g' },
    ]);
    expect(problems(new FaultGraphBuilder().goal('serve', 'nowhere'))).toEqual([
      { code: 'undefined', id: 'nowhere', in: 'goal serve' },
    ]);
  });

  it('counts an input that is given twice once', () => {
    const graph = new FaultGraphBuilder().element('a').element('b').gate('g', 2, ['a', 'a', 'b']).all('h', ['a', 'a']);
    const built = graph.goal('two', 'g').goal('all', 'h').build();
    expect(orderOne(built, 'two').elements).toEqual(['a', 'b']);
    expect(orderOne(built, 'all')).toEqual({ failsFromStart: false, elements: ['a'] });
  });

  it('says what it does not know', () => {
    const graph = new FaultGraphBuilder().element('a').all('g', ['a']).goal('serve', 'g').build();
    expect(() => graph.goal('fly')).toThrow('fly is not a goal of the graph');
    expect(() => graph.node('b')).toThrow('b is not in the graph');
    expect(() => graph.element('g')).toThrow('g is a gate, not an element');
  });
});

describe('meaning of cycles', () => {
  it('mutual support does not keep itself alive', () => {
    const graph = new FaultGraphBuilder()
      .element('a')
      .element('b')
      .any('A', ['a', 'B'])
      .any('B', ['b', 'A'])
      .goal('g', 'A')
      .build();
    expect([...minimalCutSets(graph, 'g')]).toEqual([['a', 'b']]);
  });

  it('services that wait for each other never start', () => {
    const graph = new FaultGraphBuilder().element('a').all('A', ['a', 'B']).all('B', ['A']).goal('g', 'A').build();
    expect(orderOne(graph, 'g')).toEqual({ failsFromStart: true, elements: [] });
    expect([...minimalCutSets(graph, 'g')]).toEqual([[]]);
  });
});

it('a goal can be an element', () => {
  const graph = new FaultGraphBuilder().element('a').goal('g', 'a').build();
  expect(orderOne(graph, 'g').elements).toEqual(['a']);
  expect([...minimalCutSets(graph, 'g', { maxOrder: 1 })]).toEqual([['a']]);
});
