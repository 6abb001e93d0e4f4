import type { Resource } from '../../../terraform/resource-index';
import { blocks, type Fields, isUnknown } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import { shortResourceName } from '../names';
import { allOf, anyOf, type Condition } from '../site';
import type { Answering, Entrance } from './entrance';
import type { Hosts } from './hosts';

/**
 * CloudFront: pages come from the default behaviour's origin and from those of the paths that lead to no bucket, media files
 * from origins that are buckets.
 */
export function distributionEntrance(
  distribution: Resource,
  answer: Answering,
  hosts: Hosts,
  context: InferenceContext,
): Entrance {
  const { address, body } = distribution;
  if (!isEnabled(distribution)) return disabled(distribution, context);
  if (typeof body.enabled === 'string' && body.enabled !== 'true')
    context.note('unknown-enabled', address, { detail: body.enabled });
  const origins = new Origins(distribution, answer, hosts, context);
  const [standard = {}] = blocks(body.default_cache_behavior);
  const first = origins.of(standard);
  const further = origins.further();
  context.addGlobal(address, shortResourceName(address));
  const serve = context.names.service(address, 'cdn');
  const others = further.filter(({ id, isBucket }) => !isBucket && id !== first.id);
  if (others.length > 0)
    context.note('further-paths', address, { detail: [...new Set(others.map(({ id }) => id))].join(', ') });
  const needs = [...new Map([first, ...others].map((one) => [one.id, one.condition])).values()];
  context.offer({ id: serve, members: [{ element: address, needs }], enough: 1 });
  const media = [first, ...further].filter(({ isBucket }) => isBucket).map(({ condition }) => condition);
  return {
    resource: distribution,
    label: shortResourceName(address),
    serve,
    ...(media.length === 0 ? {} : { media: offerMedia(distribution, media, context) }),
    leadsTo: origins.resources,
  };
}

/** What is turned off answers nobody. */
export function isEnabled({ body }: Resource): boolean {
  return body.enabled !== false && body.enabled !== 'false';
}

/** Who is led to it gets nothing, and what it would lead to stands for itself. */
function disabled(distribution: Resource, context: InferenceContext): Entrance {
  const { address } = distribution;
  context.note('disabled', address);
  context.addGlobal(address, shortResourceName(address));
  const serve = context.names.service(address, 'cdn');
  context.offer({ id: serve, members: [{ element: address, needs: [anyOf([])] }], enough: 1 });
  return { resource: distribution, label: shortResourceName(address), serve, leadsTo: [] };
}

function offerMedia({ address }: Resource, needs: readonly Condition[], context: InferenceContext): string {
  const id = context.names.service(address, 'media');
  return context.offer({ id, members: [{ element: address, needs: [allOf(needs)] }], enough: 1 });
}

interface Target {
  readonly id: string;
  readonly condition: Condition;
  readonly isBucket: boolean;
}

/** The origins of a distribution and its groups of them. */
class Origins {
  readonly #targets = new Map<string, Target>();
  readonly #resources: Resource[] = [];

  constructor(
    readonly distribution: Resource,
    readonly answer: Answering,
    readonly hosts: Hosts,
    readonly context: InferenceContext,
  ) {
    const { body } = distribution;
    for (const origin of blocks(body.origin)) this.#add(this.#origin(origin));
    for (const group of blocks(body.origin_group)) this.#add(this.#group(group));
  }

  get resources(): readonly Resource[] {
    return this.#resources;
  }

  of(behavior: Fields): Target {
    const id = this.#id(behavior.target_origin_id);
    const [only] = this.#targets.values();
    return (
      this.#targets.get(id) ??
      (this.#targets.size === 1 && only !== undefined && this.#isWhole ? only : this.#unknown(id))
    );
  }

  /** Of the paths that have a behaviour of their own; which paths there are may not be known. */
  further(): readonly Target[] {
    const behaviors = this.distribution.body.ordered_cache_behavior;
    if (typeof behaviors === 'string') return [this.#unknown('of further paths')];
    return blocks(behaviors).map((one) => this.of(one));
  }

  /** Whether all origins and groups of them are known. */
  get #isWhole(): boolean {
    return !isUnknown(this.distribution.body.origin) && !isUnknown(this.distribution.body.origin_group);
  }

  #add(target: Target): void {
    this.#targets.set(target.id, target);
  }

  #origin(origin: Fields): Target {
    const id = this.#id(origin.origin_id);
    const [host = {}] = this.hosts.all(origin.domain_name);
    const found = host.resource && this.answer(host.resource);
    if (!found) return host.bucket === undefined ? this.#unknown(id, host.name) : this.#bucket(id, host.bucket);
    this.#resources.push(found.by, ...(host.resource ? [host.resource] : []));
    if (host.derived)
      this.context.note('derived-name', this.distribution.address, { others: [found.by.address], detail: id });
    return { id, condition: found.serve, isBucket: found.by.type === 'aws_s3_bucket' };
  }

  /** Buckets are run by AWS, wherever they are made. */
  #bucket(id: string, bucket: string): Target {
    this.context.note('service-elsewhere', this.distribution.address, { others: [bucket] });
    return {
      id,
      condition: { up: this.context.addManaged(bucket, shortResourceName(this.distribution.address)) },
      isBucket: true,
    };
  }

  /** The second origin is asked where the first fails. */
  #group(group: Fields): Target {
    const id = this.#id(group.origin_id);
    const members = blocks(group.member).map(
      (member) => this.#targets.get(this.#id(member.origin_id)) ?? this.#unknown(id),
    );
    const conditions = members.map(({ condition }) => condition);
    const fails = blocks(group.failover_criteria).length > 0;
    return {
      id,
      condition: fails ? anyOf(conditions) : (conditions[0] ?? anyOf([])),
      isBucket: members.some(({ isBucket }) => isBucket),
    };
  }

  #unknown(id: string, host?: string): Target {
    const { address } = this.distribution;
    this.context.note('unknown-origin', address, { detail: host === undefined ? id : `${id} (${host})` });
    return { id, condition: this.context.unseen(`${address} origin ${id}`), isBucket: false };
  }

  #id(value: unknown): string {
    return this.context.stack.text(value) ?? 'without a name';
  }
}
