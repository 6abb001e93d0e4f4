import type { Element } from '../../check/elements';
import { RATES, ratesOf, staleRates } from '../../check/rates';
import { serviceRate } from '../../check/service-rates';

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

test('the one figure for all of class node names whose it is, and is assumed of others', () => {
  expect(RATES.node.source).toMatch(/^Amazon .+ Service Level Agreements: .+; assumed for .*other services/);
});

describe('what AWS runs', () => {
  test.each([
    ['aws_lb.front', 0.0001, false],
    ['module.site["a.b"].aws_db_instance.store', 0.0005, false],
    ['aws_efs_file_system.files', 0.0001, false],
    ['aws_s3_bucket.media', 0.001, false],
    ['module.mail.aws_sqs_queue.jobs[0]', 0.001, true],
    ['files.s3.eu-west-1.amazonaws.com', 0.001, true],
  ])('%s has the figure of its own service, or what is assumed is marked', (element, unavailability, assumed) => {
    expect(serviceRate(element)).toMatchObject({ unavailability, assumed });
  });
});
