import { EXAMPLES } from './examples';
import type { Probe } from './probe';
import type { JsonObject } from './values';

/** A change whose effect depends on the values, or that is worth saying aloud. */
export interface Transition {
  readonly what: string;
  readonly type: string;
  /** Over the example of the type. */
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** Actions of the plan, or a part of what the provider says in refusal. */
  readonly expected: readonly string[] | RegExp;
}

const UPDATE = ['update'];
const REPLACE = ['delete', 'create'];

export const TRANSITIONS: readonly Transition[] = [
  {
    what: 'a volume that grows',
    type: 'aws_ebs_volume',
    before: { size: 20 },
    after: { size: 40 },
    expected: UPDATE,
  },
  {
    // AWS refuses it when it is applied; so nospof must, the provider does not.
    what: 'a volume that shrinks is planned like any other change',
    type: 'aws_ebs_volume',
    before: { size: 40 },
    after: { size: 20 },
    expected: UPDATE,
  },
  {
    what: 'another kind of volume',
    type: 'aws_ebs_volume',
    before: { type: 'gp3' },
    after: { type: 'io2', iops: 3000 },
    expected: UPDATE,
  },
  {
    what: 'a volume that is no longer encrypted',
    type: 'aws_ebs_volume',
    before: { encrypted: true },
    after: { encrypted: false },
    expected: REPLACE,
  },
  {
    what: 'a larger instance is stopped and started',
    type: 'aws_instance',
    before: { instance_type: 't3.small' },
    after: { instance_type: 'm5.xlarge' },
    expected: UPDATE,
  },
  {
    what: 'an instance of another processor architecture',
    type: 'aws_instance',
    before: { instance_type: 't3.small' },
    after: { instance_type: 't4g.small' },
    expected: REPLACE,
  },
  {
    what: 'other user data stops and starts an instance',
    type: 'aws_instance',
    before: { user_data_base64: 'b25l' },
    after: { user_data_base64: 'dHdv' },
    expected: UPDATE,
  },
  {
    what: 'other user data where that is asked for',
    type: 'aws_instance',
    before: { user_data_base64: 'b25l', user_data_replace_on_change: true },
    after: { user_data_base64: 'dHdv', user_data_replace_on_change: true },
    expected: REPLACE,
  },
  {
    what: 'a further private address on an instance',
    type: 'aws_instance',
    before: { secondary_private_ips: ['10.0.1.6'] },
    after: { secondary_private_ips: ['10.0.1.6', '10.0.1.7'] },
    expected: UPDATE,
  },
  {
    what: 'versions of objects that are no longer kept',
    type: 'aws_s3_bucket_versioning',
    before: { versioning_configuration: [{ status: 'Enabled' }] },
    after: { versioning_configuration: [{ status: 'Suspended' }] },
    expected: UPDATE,
  },
  {
    what: 'versioning cannot be undone',
    type: 'aws_s3_bucket_versioning',
    before: { versioning_configuration: [{ status: 'Enabled' }] },
    after: { versioning_configuration: [{ status: 'Disabled' }] },
    expected: /cannot be updated from 'Enabled' to 'Disabled'/,
  },
  {
    what: 'a route through another gateway',
    type: 'aws_route',
    before: { gateway_id: 'igw-1' },
    after: { gateway_id: 'igw-2' },
    expected: UPDATE,
  },
  {
    what: "a rule's description",
    type: 'aws_vpc_security_group_ingress_rule',
    before: { description: 'pages' },
    after: { description: 'pages for all' },
    expected: UPDATE,
  },
  {
    what: "a security group's description",
    type: 'aws_security_group',
    before: { description: 'web' },
    after: { description: 'web servers' },
    expected: REPLACE,
  },
  {
    what: 'a network of shared machines that gets its own',
    type: 'aws_vpc',
    before: { instance_tenancy: 'default' },
    after: { instance_tenancy: 'dedicated' },
    expected: REPLACE,
  },
  {
    what: 'a network of its own machines that shares them again',
    type: 'aws_vpc',
    before: { instance_tenancy: 'dedicated' },
    after: { instance_tenancy: 'default' },
    expected: UPDATE,
  },
  {
    what: 'Valkey for Redis',
    type: 'aws_elasticache_replication_group',
    before: { engine: 'redis' },
    after: { engine: 'valkey', engine_version: '7.2' },
    expected: UPDATE,
  },
  {
    what: 'Redis for Valkey',
    type: 'aws_elasticache_replication_group',
    before: { engine: 'valkey', engine_version: '7.2' },
    after: { engine: 'redis' },
    expected: REPLACE,
  },
  {
    what: 'a database of another make',
    type: 'aws_db_instance',
    before: { engine: 'mariadb' },
    after: { engine: 'mysql', engine_version: '8.0' },
    expected: REPLACE,
  },
  {
    what: 'a newer database',
    type: 'aws_db_instance',
    before: { engine_version: '10.11' },
    after: { engine_version: '11.4' },
    expected: UPDATE,
  },
];

/** The transitions as questions. */
export function transitionProbes(): Probe[] {
  return TRANSITIONS.map(({ type, before, after }, index) => ({
    name: `transition-${index}`,
    type,
    path: '',
    difference: 'same',
    before: { ...EXAMPLES[type]?.config, ...before },
    after: { ...EXAMPLES[type]?.config, ...after },
  }));
}
