import { diagnosticsOf, placesOf, topologyOf, withKeys } from './topologies';

const rates = (text: string) => topologyOf(withKeys(`rates: ${text}`)).rates;

test('a share of the time up becomes the nearest number of the share down', () => {
  expect(rates("{ node: 99.9%, zone: '99.95 %', nat: 100%, region: 0.5%, volume: 99.999999999% }")).toEqual([
    { of: 'node', unavailability: 0.001 },
    { of: 'zone', unavailability: 0.0005 },
    { of: 'nat', unavailability: 0 },
    { of: 'region', unavailability: 0.995 },
    { of: 'volume', unavailability: 1e-11 },
  ]);
});

test('a rate is of a class or of one element', () => {
  const names = ['managed', 'aws_instance.db_1', 'aws_nat_gateway.network_nat_a', 'eu-central-1a', 'eu-central-1'];
  expect(rates(`{ ${names.map((name) => `${name}: 99%`).join(', ')} }`).map(({ of }) => of)).toEqual(names);
});

test.each([
  ['{ node: 0% }', 'bad-format 5:16'],
  ['{ node: 0.00 % }', 'bad-format 5:16'],
  ['{ node: 100.1% }', 'bad-format 5:16'],
  ['{ node: -1% }', 'bad-format 5:16'],
  ['{ node: 99.9 }', 'wrong-type 5:16'],
  ['{ node: { mttr: 4 } }', 'wrong-type 5:16'],
  ['{ web_1: 99% }', 'bad-format 5:10'],
  ['[99%]', 'wrong-type 5:8'],
])('%s is refused', (text, place) => {
  expect(placesOf(withKeys(`rates: ${text}`))).toEqual([place]);
});

test('the fix names the class that was meant, and the sign that is missing', () => {
  const fixes = (text: string) => diagnosticsOf(withKeys(`rates: ${text}`)).map(({ fix }) => fix);
  expect(fixes('{ nodes: 99.9% }')).toEqual(['rename it to node']);
  expect(fixes('{ node: 99.9 }')).toEqual(['write 99.9%, if that is meant']);
});
