import { App } from 'cdktf';
import { parseTopology } from '../../model';
import { type Move, movesOf } from '../../stacks/moves';
import { SiteStack } from '../../stacks/site-stack';
import { shippedText } from '../helpers/synthesized';
import { temporaryFolder } from '../helpers/temporary';

const RENAMES: readonly Move[] = [
  { from: 'aws_eip.entrance', to: 'aws_eip.floating' },
  { from: 'aws_eip.floating', to: 'aws_eip.address' },
  { from: 'aws_ebs_volume.*_store', to: 'aws_ebs_volume.*_data' },
];

describe('a resource that was renamed', () => {
  test('is moved, through all its names', () => {
    expect(movesOf(['aws_eip.address', 'aws_vpc.network'], RENAMES)).toEqual([
      { from: 'aws_eip.entrance', to: 'aws_eip.floating' },
      { from: 'aws_eip.floating', to: 'aws_eip.address' },
    ]);
  });

  test('is moved on every node that has it', () => {
    expect(movesOf(['aws_ebs_volume.db_1_data', 'aws_ebs_volume.db_2_data', 'aws_eip.other'], RENAMES)).toEqual([
      { from: 'aws_ebs_volume.db_1_store', to: 'aws_ebs_volume.db_1_data' },
      { from: 'aws_ebs_volume.db_2_store', to: 'aws_ebs_volume.db_2_data' },
    ]);
  });

  test('is left alone where its old name is in use again', () => {
    expect(
      movesOf(['aws_eip.address', 'aws_eip.floating'], [{ from: 'aws_eip.floating', to: 'aws_eip.address' }]),
    ).toEqual([]);
  });

  test('matches as a whole, and without renames nothing is moved', () => {
    expect(movesOf(['aws_eip.address_2', 'xaws_eip.address'], RENAMES)).toEqual([]);
    expect(movesOf(['aws_eip.address'], [])).toEqual([]);
  });
});

describe('a stack', () => {
  const moved = (renames?: readonly Move[]) => {
    const result = parseTopology(shippedText('01-single-server'), 'site.yaml');
    if ('diagnostics' in result) throw new Error('it does not parse');
    const app = new App({ outdir: temporaryFolder('moves') });
    return new SiteStack(app, 'site', result.topology, renames).toTerraform().moved;
  };

  test('ships the moves of what it holds', () => {
    expect(moved(RENAMES)).toEqual([
      { from: 'aws_ebs_volume.web_1_store', to: 'aws_ebs_volume.web_1_data' },
      { from: 'aws_eip.entrance', to: 'aws_eip.floating' },
      { from: 'aws_eip.floating', to: 'aws_eip.address' },
    ]);
  });

  test('has no such block where nothing was renamed', () => expect(moved([])).toBeUndefined());
});
