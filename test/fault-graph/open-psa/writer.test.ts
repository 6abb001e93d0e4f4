import fc from 'fast-check';
import { minimalCutSets } from '../../../fault-graph/algorithms/cut-sets';
import { FaultGraphBuilder } from '../../../fault-graph/builder';
import { andOrOnly } from '../../../fault-graph/open-psa/and-or';
import { readOpenPsa } from '../../../fault-graph/open-psa/reader';
import { coherentGraph, TOP } from '../../../fault-graph/open-psa/to-fault-graph';
import { writeOpenPsa } from '../../../fault-graph/open-psa/writer';
import { graphOf, plainGraphs } from '../random-graphs';

const sorted = (sets: Iterable<readonly string[]>): string[] =>
  [...sets].map((set) => [...set].sort().join(' ')).sort();
const readBack = (text: string): ReturnType<typeof readOpenPsa> => readOpenPsa([{ name: 'model.xml', text }]);

it('writes a graph readably', () => {
  const graph = new FaultGraphBuilder()
    .element('aws_instance.web_1')
    .element('aws_instance.web_2')
    .element('zone-a')
    .all('web_1', ['aws_instance.web_1', 'zone-a'])
    .all('web_2', ['aws_instance.web_2', 'zone-a'])
    .gate('web', 1, ['web_1', 'web_2'])
    .goal('serve', 'web')
    .build();
  expect(
    writeOpenPsa(graph, { probabilities: new Map([['zone-a', 0.0001]]) }),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<opsa-mef>
  <define-fault-tree name="site">
    <define-gate name="serve">
      <gate name="web"/>
    </define-gate>
    <define-gate name="web_1">
      <or>
        <basic-event name="aws_instance_web_1"/>
        <basic-event name="zone-a"/>
      </or>
    </define-gate>
    <define-gate name="web_2">
      <or>
        <basic-event name="aws_instance_web_2"/>
        <basic-event name="zone-a"/>
      </or>
    </define-gate>
    <define-gate name="web">
      <and>
        <gate name="web_1"/>
        <gate name="web_2"/>
      </and>
    </define-gate>
  </define-fault-tree>
  <model-data>
    <define-basic-event name="aws_instance_web_1">
      <label>aws_instance.web_1</label>
    </define-basic-event>
    <define-basic-event name="aws_instance_web_2">
      <label>aws_instance.web_2</label>
    </define-basic-event>
    <define-basic-event name="zone-a">
      <float value="0.0001"/>
    </define-basic-event>
  </model-data>
</opsa-mef>
`);
});

it.each([{ cycles: false }, { cycles: true }])(
  'what is read back has the same cut sets, cycles: $cycles',
  ({ cycles }) => {
    const property = fc.property(plainGraphs({ cycles }), (plain) => {
      const graph = graphOf(plain);
      const expected = sorted(minimalCutSets(graph, 'g'));
      for (const written of [graph, andOrOnly(graph)]) {
        const back = coherentGraph(readBack(writeOpenPsa(written)), 'g').graph;
        expect(sorted(minimalCutSets(back, TOP))).toEqual(expected);
      }
    });
    fc.assert(property, { numRuns: 500 });
  },
);

it('gives each identifier a name of its own', () => {
  const names = ['a.b', 'a b', 'a_b', 'a_b_2', '1', '_1', 'ü', '-', 'a--b', 'goal', '<&>"'];
  const builder = new FaultGraphBuilder();
  for (const name of names) builder.element(name);
  const xml = writeOpenPsa(builder.all('goal gate', names).goal('goal', 'goal gate').build());
  expect(xml).toContain('<label>&lt;&amp;&gt;"</label>');
  expect(minimalCutSets(coherentGraph(readBack(xml), 'goal').graph, TOP).counts).toEqual([0, names.length]);
});
