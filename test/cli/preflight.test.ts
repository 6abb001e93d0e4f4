import { nospof, scratchFolder } from '../helpers/command-line';
import { shippedText } from '../helpers/synthesized';

const folder = scratchFolder();
const preflight = (...args: string[]) => nospof(folder.path, 'preflight', ...args);

test('a single server fits into a new account', async () => {
  folder.put('shop.yaml', shippedText('01-single-server'));
  const { exit, out } = await preflight('shop.yaml');
  expect(exit).toBe(0);
  expect(out).toMatchSnapshot();
});

test('a large site does not: what to ask AWS for, and what else the account must have', async () => {
  folder.put('shop.yaml', shippedText('08-varnish').replaceAll('eu-central-1', 'eu-central-2'));
  const { exit, out } = await preflight('shop.yaml');
  expect(exit).toBe(1);
  expect(out).toMatchSnapshot();
});

test('what the account has counts, and JSON has a version', async () => {
  folder.put('shop.yaml', shippedText('08-varnish'));
  const have = ['--have', 'L-1216C47A=64', '--have', 'L-0263D0A3=10'];
  const { exit, out } = await preflight('shop.yaml', ...have, '--format', 'json');
  expect(exit).toBe(0);
  const report = JSON.parse(out);
  expect(report).toMatchObject({ format: 'nospof-preflight', version: 1, sites: [{ id: 'shop', enough: true }] });
  expect(report.sites[0].quotas).toContainEqual({
    ...{ service: 'ec2', code: 'L-0263D0A3', name: 'Elastic IPs' },
    ...{ needed: 6, has: 10, standard: 5 },
  });
});

test.each([
  [['shop.yaml', '--have', 'L-1=3'], /^nospof: --have L-1=3: it takes a quota and what the account has of it/],
  [['nowhere.yaml'], /nowhere\.yaml/],
])('%j is refused in one message', async (args, message) => {
  folder.put('shop.yaml', shippedText('01-single-server'));
  const { exit, out, err } = await preflight(...args);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toMatch(message);
});
