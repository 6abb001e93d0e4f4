import { ownPrices } from '../../cost/own-prices';
import { listPrices } from '../../cost/price-list';

const read = (text: string) => ownPrices(text, listPrices());

test('a price of a team wins over the list, in its region alone', () => {
  const own = read("eu-central-1: { 'ec2:t3.small': 0.0192, nat: 0 }\n'*': { 'ec2:x2idn.metal': 12.5 }\n");
  if ('problems' in own) throw new Error(own.problems.join());
  const prices = listPrices().with(own.prices);
  expect(prices.of('eu-central-1', 'ec2:t3.small')).toMatchObject({ usd: 0.0192, unit: 'hour', source: 'own' });
  expect(prices.of('eu-central-1', 'nat')?.usd).toBe(0);
  expect(prices.of('us-east-1', 'ec2:t3.small')?.usd).toBe(0.0208);
  expect(prices.of('sa-east-1', 'ec2:x2idn.metal')?.usd).toBe(12.5);
});

test.each([
  [
    'eu-centrl-1: { nat: 1 }',
    'line 1: eu-centrl-1 is no region of AWS; did you mean eu-central-1?; `*` stands for all',
  ],
  ['\neu-central-1: { natt: 1 }', 'line 2: natt is no item; did you mean nat?'],
  ["eu-central-1: { 'ec2:t3.smal': 1 }", 'line 1: ec2:t3.smal is no item; did you mean ec2:t3.small?'],
  ["eu-central-1: { 'ebs:gp4': 1 }", 'line 1: ebs:gp4 is no item; did you mean ebs:gp3?'],
  ['eu-central-1: { nat: cheap }', 'line 1: the price of nat is a number of US dollars per hour, 0 or more'],
  ['eu-central-1: { nat: -1 }', 'line 1: the price of nat is a number of US dollars per hour, 0 or more'],
  ['eu-central-1: { nat: .inf }', 'line 1: the price of nat is a number of US dollars per hour, 0 or more'],
  ['eu-central-1: 3', 'line 1: give eu-central-1 a map from items to US dollars, as { ec2:t3.small: 0.0192 }'],
  ['- nat', 'line 1: give a map of regions, as `eu-central-1: { ec2:t3.small: 0.0192 }`'],
  ['', 'line 1: give a map of regions, as `eu-central-1: { ec2:t3.small: 0.0192 }`'],
])('%j is refused with its line', (text, problem) => {
  expect(read(text)).toEqual({ problems: [problem] });
});

test('the price of an option of a health check, which the list lacks, can be given as docs/cost.md shows', () => {
  const own = read(
    "'*': { 'route53:health-check-aws-option': 1, 'rds:db.m7g.large:postgresql': 0.2, 'ec2:c7i.metal-24xl': 4 }",
  );
  expect('prices' in own && own.prices.map(([, { unit }]) => unit)).toEqual(['month', 'hour', 'hour']);
});

test('broken YAML is one line for each fault, and all faults are told at once', () => {
  const broken = read('eu-central-1: { nat: 1');
  expect('problems' in broken && broken.problems[0]).toMatch(/^line 1: /);
  const two = read('mars-1: {}\neu-central-1: { nope: 1 }\n');
  expect('problems' in two && two.problems).toHaveLength(2);
});
