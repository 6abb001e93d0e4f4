import { type Fields, fields } from '../../../terraform/values';
import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import type { Side } from '../../../upgrade/upgrade';
import { shippedText } from '../../helpers/synthesized';
import { blockersOf, edited, shippedSide, sideOf } from '../../helpers/upgrades';

/** Logs that come to a site that runs, and go. */

const STAGE = '03-media-cdn';
const OF_LOGS = /^(logs(_|$)|.*_log(_|$))/;

/** What a site of before there were logs has. */
function without(side: Side): Side {
  const { resource, ...rest } = fields(side.terraform);
  const types = Object.entries(fields(resource)).map(([type, named]) => {
    const kept = Object.entries(fields(named)).filter(([name]) => !OF_LOGS.test(name));
    return [type, Object.fromEntries(kept)] as const;
  });
  const left = Object.fromEntries(types.filter(([, named]) => Object.keys(named).length > 0)) as Fields;
  return { ...side, terraform: { ...rest, resource: left } };
}

test('a site that runs without logs gets them: resources are created, and nothing else happens', () => {
  const after = shippedSide(STAGE);
  const upgrade = diffStacks(without(after), after);
  expect(upgrade.resources.filter(({ action }) => action !== 'create')).toEqual([]);
  expect(upgrade.resources.map(({ address }) => address)).toEqual(
    expect.arrayContaining(['aws_flow_log.logs_flow', 'aws_s3_bucket.logs', 'aws_s3_bucket_logging.media_store_log']),
  );
  expect(blockersOf(upgrade)).toEqual([]);
  expect(upgrade.unknown).toEqual([]);
});

test('a kind of log that is turned off takes no log away that is there', () => {
  const upgrade = edited(
    STAGE,
    '\ntiers:',
    '\nlogs: { flow: false, buckets: false, cdn: false, keepDays: 30 }\ntiers:',
  );
  expect(blockersOf(upgrade)).toEqual([]);
  expect(upgrade.resources.filter(({ action }) => action === 'destroy').map(({ address }) => address)).toEqual([
    'aws_cloudwatch_log_delivery.media_log',
    'aws_cloudwatch_log_delivery_destination.media_log_destination',
    'aws_cloudwatch_log_delivery_source.media_log_source',
    'aws_flow_log.logs_flow',
    'aws_s3_bucket_logging.bucket_log',
    'aws_s3_bucket_logging.media_store_log',
  ]);
});

test('a release that has no logs any more would stop at their bucket', () => {
  const after = shippedSide(STAGE);
  expect(blockersOf(diffStacks(after, without(after)))).toContain('data-destroyed aws_s3_bucket.logs');
  expect(sideOf(shippedText(STAGE)).topology?.logs).toEqual({ flow: true, buckets: true, cdn: true, keepDays: 90 });
});
