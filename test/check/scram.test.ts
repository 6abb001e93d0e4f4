import { examine } from '../../check/verdict';
import { openPsaReport } from '../../report/check/open-psa';
import { scramOn } from '../fault-graph/open-psa/scram';
import { needs } from '../helpers/programs';
import { SHIPPED, shippedText, synthesized } from '../helpers/synthesized';

/** As the exported tree names an element. */
const eventName = (element: string) => element.replace(/[^\w-]/g, '_');

describe.each(SHIPPED)('%s', (name) => {
  needs('scram')('SCRAM finds the same cut sets and probabilities in its exported fault trees', () => {
    const { stack, serviceGraph } = synthesized(shippedText(name), name);
    const examined = examine(stack, serviceGraph);
    const answers = scramOn(
      openPsaReport([{ ...examined, id: name, file: name, places: new Map() }]),
      '--probability',
      '1',
    );
    for (const { goal, singlePoints, reliesOn, pairs, availability } of examined.verdict.goals) {
      const { sets = [], probability } = answers.get(goal) ?? {};
      const outages = singlePoints.filter(({ effect }) => effect === 'outage');
      const single = [...outages, ...reliesOn].map(({ element }) => eventName(element)).sort();
      expect(sets.filter((set) => !set.includes(' '))).toEqual(single);
      expect(sets.filter((set) => set.split(' ').length === 2)).toHaveLength(pairs.count);
      // SCRAM prints six digits.
      expect(1 - (availability?.availability ?? 0)).toBeCloseTo(probability ?? -1, 7);
    }
  });
});
