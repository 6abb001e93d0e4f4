import { replacesByValues } from '../../../upgrade/diff/replacement/by-values';
import { effect, REPLACEMENT } from '../../../upgrade/diff/replacement/table';
import { type Stack, synthAll } from '../../helpers/stacks';
import { EVERY_TOPOLOGY } from '../../helpers/synthesized';

/** Terraform's own, not the provider's. */
const OWN = new Set(['//', 'lifecycle', 'depends_on', 'provider', 'count', 'for_each']);

/** Settings of which the provider takes one value only, so that nothing can change. */
const ONE_VALUE = new Set([
  'aws_cloudfront_origin_access_control signing_protocol',
  'aws_dlm_lifecycle_policy policy_details.schedule.create_rule.interval_unit',
]);

/** Paths of what a resource sets, without indexes. */
function paths(value: unknown, above: string): string[] {
  if (Array.isArray(value) && value.some(isObject)) return value.flatMap((one) => paths(one, above));
  if (!isObject(value) || /(^|\.)(tags|dimensions|target_tags)$/.test(above)) return [above];
  return Object.entries(value)
    .filter(([name]) => !OWN.has(name))
    .flatMap(([name, inner]) => paths(inner, above === '' ? name : `${above}.${name}`));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

describe('the table of replacements', () => {
  let stacks: readonly Stack[];
  beforeAll(() => {
    stacks = synthAll(EVERY_TOPOLOGY);
  }, 60_000);

  test('knows what a change does of everything that the constructs set', () => {
    const set = stacks.flatMap(({ terraform }) =>
      Object.entries(terraform.resource ?? {}).flatMap(([type, named]) =>
        Object.values(named as object).flatMap((body) => paths(body, '').map((path) => `${type} ${path}`)),
      ),
    );
    const unknown = [...new Set(set)].filter((one) => {
      if (ONE_VALUE.has(one)) return false;
      const [type = '', path = ''] = one.split(' ');
      return effect(type, path, 'changed') === undefined;
    });
    expect(unknown.sort()).toEqual([]);
  });

  test('names a path once', () => {
    for (const { replaces, updates, ignores = [] } of Object.values(REPLACEMENT.types)) {
      const all = [...replaces, ...updates, ...ignores];
      expect(all.filter((path, index) => all.indexOf(path) !== index)).toEqual([]);
    }
  });

  test('keeps what holds data where it is when it only grows', () => {
    expect(effect('aws_ebs_volume', 'size', 'changed')).toBe('update');
    expect(effect('aws_instance', 'instance_type', 'changed')).toBe('update');
    expect(effect('aws_ebs_volume', 'availability_zone', 'changed')).toBe('replace');
    expect(effect('aws_ebs_volume', 'encrypted', 'changed')).toBe('replace');
    expect(effect('aws_volume_attachment', 'instance_id', 'changed')).toBe('replace');
  });

  test('tells a setting that goes from one that changes', () => {
    expect(effect('aws_ebs_volume', 'snapshot_id', 'changed')).toBe('replace');
    expect(effect('aws_ebs_volume', 'snapshot_id', 'removed')).toBe('nothing');
  });

  test('knows nothing of other types and attributes, and says so', () => {
    expect(effect('aws_sagemaker_domain', 'domain_name', 'changed')).toBeUndefined();
    expect(effect('aws_instance', 'an_attribute_of_tomorrow', 'changed')).toBeUndefined();
  });
});

describe('what depends on values', () => {
  const size = (before: string, after: string) =>
    replacesByValues('aws_instance', {}, { path: 'instance_type', before, after });

  test('an instance is replaced by one of another processor architecture', () => {
    expect(size('t3.small', 't3.large')).toBeUndefined();
    expect(size('t3.small', 't4g.small')).toBe('yes');
    expect(size('m7g.large', 'm7i.large')).toBe('yes');
    expect(size('t4g.small', 'm7g.large')).toBeUndefined();
  });

  test('of an instance type that nobody knows it is unknown', () => {
    expect(size('t3.small', 'z99.small')).toBe('unknown');
    expect(size('', 't3.small')).toBe('unknown');
  });

  test('a network gets machines of its own only by being made anew, and Redis does not follow Valkey', () => {
    const tenancy = (before: string, after: string) =>
      replacesByValues('aws_vpc', {}, { path: 'instance_tenancy', before, after });
    const engine = (before: string, after: string) =>
      replacesByValues('aws_elasticache_replication_group', {}, { path: 'engine', before, after });
    expect([tenancy('default', 'dedicated'), tenancy('dedicated', 'default')]).toEqual(['yes', undefined]);
    expect([engine('redis', 'valkey'), engine('valkey', 'redis')]).toEqual([undefined, 'yes']);
  });

  test('user data replaces an instance only where that is asked for', () => {
    const change = { path: 'user_data_base64', before: 'b25l', after: 'dHdv' };
    expect(replacesByValues('aws_instance', {}, change)).toBeUndefined();
    expect(replacesByValues('aws_instance', { user_data_replace_on_change: true }, change)).toBe('yes');
    expect(replacesByValues('aws_launch_template', { user_data_replace_on_change: true }, change)).toBeUndefined();
  });
});
