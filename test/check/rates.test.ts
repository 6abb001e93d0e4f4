import type { Element } from '../../check/elements';
import { RATES, ratesOf, staleRates } from '../../check/rates';

const elements: readonly Element[] = [
  { id: 'aws_instance.web_1', class: 'node', needs: [] },
  { id: 'aws_instance.db_1', class: 'node', needs: [] },
  { id: 'eu-central-1a', class: 'zone', needs: [] },
];

test("an element's own rate goes before its class's, and that before the table's", () => {
  const own = [
    { of: 'aws_instance.db_1', unavailability: 0.25 },
    { of: 'node', unavailability: 0.125 },
  ];
  expect([...ratesOf(elements, own)]).toEqual([
    ['aws_instance.web_1', 0.125],
    ['aws_instance.db_1', 0.25],
    ['eu-central-1a', RATES.zone.unavailability],
  ]);
});

test('a rate is stale where it names an element that is not there, not where a class has none', () => {
  const own = ['nat', 'eu-central-1a', 'eu-central-1b'].map((of) => ({ of, unavailability: 0.5 }));
  expect(staleRates(new Map(elements.map((one) => [one.id, one])), own).map(({ of }) => of)).toEqual(['eu-central-1b']);
});

test.each(['node', 'managed'] as const)(
  'one figure for all of class %s names whose it is, and is assumed of others',
  (kind) => {
    expect(RATES[kind].source).toMatch(/^Amazon .+ Service Level Agreements: .+; assumed for .*other services/);
  },
);
