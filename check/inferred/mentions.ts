import { addressesIn, addressOf } from '../../terraform/references';
import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { isFields, NOT_KNOWN, possibleBlocks } from '../../terraform/values';

/** Types that hold what machines and functions are configured with, or that stand for another resource. */
const HOLDERS: ReadonlySet<string> = new Set([
  'aws_ecs_task_definition',
  'aws_launch_template',
  'aws_launch_configuration',
  'aws_ssm_parameter',
  'aws_secretsmanager_secret',
  'aws_s3_object',
  'aws_appconfig_hosted_configuration_version',
  'aws_route53_record',
  'aws_rds_cluster_instance',
  'aws_rds_cluster_endpoint',
  'aws_docdb_cluster_instance',
  'aws_neptune_cluster_instance',
  'aws_elasticache_cluster',
  'aws_efs_mount_target',
  'aws_efs_access_point',
  'aws_db_proxy_endpoint',
  'aws_lambda_alias',
  'aws_eip',
]);

/** Types that say something of another resource: what they hold is that one's. */
const BELONGS: Readonly<Record<string, string>> = {
  aws_secretsmanager_secret_version: 'secret_id',
};

/** Arguments that name others without asking anything of them. */
const SILENT: ReadonlySet<string> = new Set([
  'tags',
  'tags_all',
  'tag',
  'depends_on',
  'id',
  'arn',
  'load_balancer',
  'load_balancers',
  'target_group_arns',
  'traffic_source',
  'service_registries',
]);

/** Attributes in which a resource's own host name or address stands, once it is known. */
const HOSTS = [
  'address',
  'endpoint',
  'reader_endpoint',
  'configuration_endpoint',
  'configuration_endpoint_address',
  'primary_endpoint_address',
  'cluster_address',
  'dns_name',
  'private_ip',
  'private_dns',
  'fqdn',
] as const;

/** Shortest name that is looked for in a text: `db` may mean anything. */
const SHORTEST = 7;

/** Which resources another one refers to in its configuration: by reference, or by a host name that is known. */
export class Mentions {
  readonly #found = new Map<string, ReadonlySet<string>>();
  readonly #own = new Map<string, ReadonlySet<string>>();
  readonly #hosts: readonly (readonly [host: string, address: string])[];
  readonly #added = new Map<string, Resource[]>();

  constructor(readonly stack: ResourceIndex) {
    this.#hosts = [...stack.all].flatMap((one) => hostsOf(one, stack).map((host) => [host, one.address] as const));
    for (const [type, argument] of Object.entries(BELONGS)) {
      for (const one of stack.ofType(type)) {
        const owner = addressOf(one.body[argument]);
        if (owner !== undefined) this.#added.set(owner, [...(this.#added.get(owner) ?? []), one]);
      }
    }
  }

  /** Addresses that a resource refers to, itself or by what holds its configuration. */
  of(resource: Resource): ReadonlySet<string> {
    const known = this.#found.get(resource.address);
    if (known) return known;
    const found = new Set<string>();
    const open = [resource];
    const met = new Set(open);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const address of this.#direct(next)) {
        found.add(address);
        const holder = this.stack.get(address);
        if (!holder || !HOLDERS.has(holder.type) || met.has(holder)) continue;
        met.add(holder);
        open.push(holder);
      }
    }
    this.#found.set(resource.address, found);
    return found;
  }

  /** Whether a part of what it is configured with is not known at all: it may name anything. */
  isOpen({ body }: Resource): boolean {
    return possibleBlocks(body.environment).some(({ variables }) => variables === NOT_KNOWN);
  }

  #direct(resource: Resource): ReadonlySet<string> {
    const known = this.#own.get(resource.address);
    if (known) return known;
    const bodies = [resource, ...(this.#added.get(resource.address) ?? [])].map(({ body }) => body);
    const texts = bodies.flatMap((body) => textsIn(body, this.stack));
    const referred = texts.flatMap((text) => {
      const whole = addressOf(text);
      return whole === undefined ? addressesIn(text) : [whole];
    });
    const named = this.#hosts
      .filter(([host]) => texts.some((text) => text.includes(host)))
      .map(([, address]) => address);
    const found = new Set([...referred, ...named].filter((address) => address !== resource.address));
    this.#own.set(resource.address, found);
    return found;
  }
}

function hostsOf({ type, body }: Resource, stack: ResourceIndex): readonly string[] {
  const keys: readonly string[] = type === 'aws_route53_record' ? ['name', 'fqdn'] : HOSTS;
  return keys
    .flatMap((key) => stack.text(body[key]) ?? [])
    .map((host) => host.replace(/:\d+$/, '').replace(/\.$/, ''))
    .filter((host) => host.length >= SHORTEST && host.includes('.') && !host.includes('${'));
}

function textsIn(value: unknown, stack: ResourceIndex): readonly string[] {
  const resolved = stack.value(value);
  if (typeof resolved === 'string') return [resolved];
  if (Array.isArray(resolved)) return resolved.flatMap((one) => textsIn(one, stack));
  if (!isFields(resolved)) return [];
  return Object.entries(resolved).flatMap(([key, one]) => (SILENT.has(key) ? [] : textsIn(one, stack)));
}
