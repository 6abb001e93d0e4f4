import { links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks, type Fields } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import { shortName } from '../names';
import { allOf, anyOf, type Condition } from '../site';
import { ANSWERING, type Answering, type Entrance } from './entrance';

/** CloudFront: pages come from the default behaviour's origin, media files from origins that are buckets. */
export function distributions(answer: Answering, context: InferenceContext): readonly Entrance[] {
  return context.stack.ofType('aws_cloudfront_distribution').map((distribution) => {
    const { address, body } = distribution;
    if (!isEnabled(distribution)) return disabled(distribution, context);
    if (typeof body.enabled === 'string' && body.enabled !== 'true')
      context.note(`whether ${address} is enabled: ${body.enabled}; taken as enabled`);
    const origins = new Origins(distribution, answer, context);
    const [standard] = blocks(body.default_cache_behavior);
    const behaviors = [standard ?? {}, ...blocks(body.ordered_cache_behavior)];
    const targets = behaviors.map((one) => origins.of(one));
    context.add({ id: address, class: 'managed', needs: [], tier: shortName(address) });
    const serve = context.names.service(address, 'cdn');
    context.offer({
      id: serve,
      members: [{ element: address, needs: [targets[0]?.condition ?? anyOf([])] }],
      enough: 1,
    });
    const media = targets.filter(({ isBucket }) => isBucket).map(({ condition }) => condition);
    const others = targets.slice(1).filter(({ isBucket }) => !isBucket);
    if (others.length > 0)
      context.note(
        `what ${address} needs for the paths of its further behaviors: they lead to ${others.map(({ id }) => id).join(', ')}, which is no goal of its own`,
      );
    return {
      resource: distribution,
      label: shortName(address),
      serve,
      ...(media.length === 0 ? {} : { media: offerMedia(distribution, media, context) }),
      leadsTo: origins.resources,
    };
  });
}

/** What is turned off answers nobody. */
export function isEnabled({ body }: Resource): boolean {
  return body.enabled !== false && body.enabled !== 'false';
}

/** Who is led to it gets nothing, and what it would lead to stands for itself. */
function disabled(distribution: Resource, context: InferenceContext): Entrance {
  const { address } = distribution;
  context.note(`who uses ${address}: it is not enabled; taken as answering nobody`);
  context.add({ id: address, class: 'managed', needs: [], tier: shortName(address) });
  const serve = context.names.service(address, 'cdn');
  context.offer({ id: serve, members: [{ element: address, needs: [anyOf([])] }], enough: 1 });
  return { resource: distribution, label: shortName(address), serve, leadsTo: [] };
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
    return this.#targets.get(id) ?? (this.#targets.size === 1 && only !== undefined ? only : this.#unknown(id));
  }

  #add(target: Target): void {
    this.#targets.set(target.id, target);
  }

  #origin(origin: Fields): Target {
    const id = this.#id(origin.origin_id);
    const { certain } = links(origin.domain_name, ANSWERING, this.context.stack);
    const [resource] = certain;
    const found = resource && this.answer(resource);
    if (!found) return this.#unknown(id);
    this.#resources.push(found.by);
    return { id, condition: found.serve, isBucket: found.by.type === 'aws_s3_bucket' };
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

  #unknown(id: string): Target {
    const { address } = this.distribution;
    const { places } = this.context;
    this.context.note(
      `the origin ${id} of ${address}: it is not in the Terraform; taken as one machine in an unknown zone`,
    );
    const element = this.context.add(
      places.element(`${address} origin ${id}`, 'node', { id: undefined, why: 'unknown' }),
    );
    return { id, condition: { up: element }, isBucket: false };
  }

  #id(value: unknown): string {
    return this.context.stack.text(value) ?? 'without a name';
  }
}
