import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { failureDiagram } from '../../../fault-graph/algorithms/failure-diagram';
import { importances } from '../../../fault-graph/algorithms/importance';
import { FaultGraphBuilder } from '../../../fault-graph/builder';
import { analyseTop, type TopAnalysis } from '../../../fault-graph/open-psa/analyse-top';
import { andOrOnly } from '../../../fault-graph/open-psa/and-or';
import { readOpenPsa } from '../../../fault-graph/open-psa/reader';
import { coherentGraph, TOP } from '../../../fault-graph/open-psa/to-fault-graph';
import { writeOpenPsa } from '../../../fault-graph/open-psa/writer';
import { needs } from '../../helpers/programs';
import { plainGraphs } from '../random-graphs';
import { scram, scramImportances, scramOn } from './scram';

const MODELS = '/usr/share/scram/input';
const withModels = needs('scram', { what: `SCRAM's models in ${MODELS}`, met: existsSync(MODELS) });
const withScram = needs('scram');
/** SCRAM alone takes seconds for CEA9601. In milliseconds. */
const SLOW = 120_000;

interface Model {
  readonly files: readonly string[];
  /** Number of minimal cut sets by order, from 0, as published. */
  readonly counts: readonly number[];
  readonly maxOrder?: number;
}

const model = (folder: string, counts: readonly number[], ...files: string[]): Model => {
  return { files: files.map((file) => `${MODELS}/${folder}/${file}.xml`), counts };
};

const PUBLISHED: readonly Model[] = [
  model('Baobab', [0, 0, 1, 1, 70, 400, 2212, 14748, 8460, 10624, 6600, 3072], 'baobab1', 'baobab1-basic-events'),
  model('Baobab', [0, 0, 6, 121, 268, 630, 3780], 'baobab2', 'baobab2-basic-events'),
  model('Chinese', [0, 0, 12, 0, 24, 188, 168], 'chinese', 'chinese-basic-events'),
  model('Lift', [0, 12], 'lift'),
  model('TwoTrain', [0, 0, 4], 'two_train'),
  model('ThreeMotor', [0, 1, 3, 0, 8], 'three_motor'),
  model('BSCU', [0, 2, 8], 'BSCU'),
  { ...model('CEA9601', [0, 0, 0, 1144, 53292], 'CEA9601', 'CEA9601-basic-events'), maxOrder: 4 },
];

function analyse({ files, maxOrder }: Model): TopAnalysis {
  const read = readOpenPsa(files.map((name) => ({ name, text: readFileSync(name, 'utf8') })));
  return analyseTop(read, read.tops[0]!, { maxOrder, probability: true, seed: 1 });
}

const sortedSets = ({ cutSets }: TopAnalysis): string[] => [...cutSets].map((set) => [...set].sort().join(' ')).sort();

describe("on SCRAM's own models", () => {
  for (const published of PUBLISHED) {
    const name = published.files[0]!.slice(MODELS.length + 1);
    withModels(
      `${name}: the published totals, and SCRAM's sets and probability`,
      () => {
        const answer = analyse(published);
        expect(answer.cutSets.counts).toEqual(published.counts);
        const limit = published.maxOrder === undefined ? [] : ['-l', String(published.maxOrder)];
        const theirs = scram(published.files, '--probability', '1', ...limit).get(answer.top)!;
        expect(sortedSets(answer)).toEqual(theirs.sets);
        if (answer.probability?.kind !== 'exact') throw new Error('not exact');
        expect(answer.probability.value / theirs.probability!).toBeCloseTo(1, 4);
      },
      SLOW,
    );
  }

  withModels('Baobab/baobab1: 1.28e-6 exactly, where the sum over its cut sets is 1.68e-6', () => {
    expect(analyse(PUBLISHED[0]!).probability).toMatchObject({ value: expect.closeTo(1.2823e-6, 10) });
  });

  withModels('Chinese/chinese: the importances', () => {
    const { files } = PUBLISHED[2]!;
    const read = readOpenPsa(files.map((name) => ({ name, text: readFileSync(name, 'utf8') })));
    const { graph, probabilities } = coherentGraph(read, read.tops[0]!);
    const ours = importances(graph, failureDiagram(graph, TOP), probabilities!);
    const theirs = scramImportances(files);
    expect(ours.map(({ element }) => element).sort()).toEqual([...theirs.keys()].sort());
    for (const { element, birnbaum, criticality, diagnostic } of ours) {
      const { MIF, CIF, DIF } = theirs.get(element)!;
      expect([birnbaum / MIF!, criticality / CIF!, diagnostic / DIF!].map((ratio) => ratio.toFixed(3))).toEqual([
        '1.000',
        '1.000',
        '1.000',
      ]);
    }
  });
});

describe('on generated models', () => {
  const GRAPHS = 40;

  for (const cycles of [false, true]) {
    withScram(
      `what is written is what SCRAM finds the same cut sets of, cycles: ${cycles}`,
      () => {
        const check = fc.property(
          fc.array(plainGraphs({ cycles }), { minLength: GRAPHS, maxLength: GRAPHS }),
          (plains) => {
            const builder = new FaultGraphBuilder();
            const probabilities = new Map<string, number>();
            for (const [i, { elements, gates }] of plains.entries()) {
              const at = (id: string): string => `p${i}.${id}`;
              for (let e = 0; e < elements; e++) {
                builder.element(at(`e${e}`));
                probabilities.set(at(`e${e}`), (e + 1) / 10);
              }
              for (const [g, { atLeast, inputs }] of gates.entries())
                builder.gate(at(`g${g}`), atLeast, inputs.map(at));
              builder.goal(`goal${i}`, at(`g${gates.length - 1}`));
            }
            // Without at-least gates: with two equal inputs, SCRAM 0.16.2 counts them wrongly (2 of {b, a, b and (b or c)}).
            const xml = writeOpenPsa(andOrOnly(builder.build()), { probabilities });
            const theirs = scramOn(xml, '--probability', '1');
            const read = readOpenPsa([{ name: 'model.xml', text: xml }]);
            for (let i = 0; i < GRAPHS; i++) {
              const answer = analyseTop(read, `goal${i}`, { maxOrder: undefined, probability: true, seed: 1 });
              const { sets, probability } = theirs.get(`goal${i}`)!;
              expect({ graph: plains[i], sets: sortedSets(answer) }).toEqual({ graph: plains[i], sets });
              if (answer.probability?.kind !== 'exact') throw new Error('not exact');
              expect(answer.probability.value).toBeCloseTo(probability!, 5);
            }
          },
        );
        fc.assert(check, { numRuns: 3, endOnFailure: true });
      },
      SLOW,
    );
  }
});
