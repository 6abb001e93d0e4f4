import { join } from 'node:path';
import { nospof, scratchFolder } from '../../helpers/command-line';
import { PROJECT, shippedText } from '../../helpers/synthesized';
import '../../stacks/review/matcher';

const folder = scratchFolder();

/** Balancers, web nodes, databases and volumes: 600 machines in three zones. */
const SIX_HUNDRED = shippedText('06-mysql-replication')
  .replace('kind: web\n    nodes: 2', 'kind: web\n    nodes: 586')
  .replace('kind: glusterfs, nodes: 3', 'kind: glusterfs, nodes: 9')
  .replace(/^# .*\n/gm, '');

// Look at them in a browser when they change: in light and dark, and in print.
test('pictures of Terraform that nospof did not make, and of 600 machines, are as reviewed', async () => {
  folder.put('six-hundred.yaml', SIX_HUNDRED);
  const drawn = async (source: string) => {
    const { exit, out, err } = await nospof(folder.path, 'picture', source);
    expect({ exit, err }).toEqual({ exit: 0, err: expect.not.stringContaining('nospof:') });
    return out;
  };
  expect(join(__dirname, 'reviewed')).toBeReviewedAs(
    new Map([
      ['balanced.svg', await drawn(join(PROJECT, 'test/fixtures/terraform/balanced'))],
      ['shop-of-modules.svg', await drawn(join(PROJECT, 'test/fixtures/terraform/shop-of-modules'))],
      ['six-hundred.svg', await drawn('six-hundred.yaml')],
    ]),
  );
});
