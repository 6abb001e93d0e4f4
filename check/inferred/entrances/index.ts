import { links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks } from '../../../terraform/values';
import type { Backends } from '../backends';
import type { InferenceContext } from '../context';
import { shortResourceName } from '../names';
import type { Condition } from '../site';
import { distributionEntrance, isEnabled } from './distributions';
import type { Answer, Entrance } from './entrance';
import { Hosts } from './hosts';
import { instanceOf, ownerless } from './public-machines';
import { Records } from './records';
import { SERVERLESS, Serverless } from './serverless';

/** Where visitors come in: names, distributions, and what answers without either. */
export class Entrances {
  readonly all: readonly Entrance[];
  readonly #serverless: Serverless;
  readonly #distributions = new Map<Resource, Entrance | undefined>();
  readonly #hosts: Hosts;
  readonly #led: ReadonlySet<Resource>;
  readonly #records: Records;

  constructor(
    readonly backends: Backends,
    readonly context: InferenceContext,
  ) {
    this.#serverless = new Serverless(backends, context);
    const answer = (resource: Resource) => this.#answer(resource);
    this.#hosts = new Hosts(context.stack);
    this.#records = new Records(answer, this.#hosts, context);
    const made = context.stack.ofType('aws_cloudfront_distribution').flatMap((one) => this.#distribution(one) ?? []);
    const names = this.#records.entrances;
    const led = new Set([...names, ...made].flatMap(({ leadsTo }) => leadsTo));
    this.#led = led;
    const named = names.filter(({ resource }) => !led.has(resource));
    const serverless = this.#serverless.open(led);
    for (const one of this.#serverless.leadsTo) led.add(one);
    const open = [
      ...made.filter(({ resource }) => isEnabled(resource)),
      ...serverless.map(({ resource, service }) => direct(resource, service)),
      ...backends.fronts.map(({ resource, service }) => direct(resource, service)),
      ...backends.open.map((group) => direct(group.resource, backends.serviceOf(group))),
      ...ownerless(context)
        .filter((one) => !led.has(one))
        .map((eip) => direct(eip, this.#unseen(eip))),
    ].filter(({ resource }) => !led.has(resource));
    this.all = [...named, ...open];
    if (this.all.length === 0) this.all = this.#inner();
  }

  /** What is led to without being an entrance, nor next to one. */
  get behind(): ReadonlySet<Resource> {
    return new Set([...this.#serverless.leadsTo, ...this.#led]);
  }

  /** A site that is used from inside alone. */
  #inner(): readonly Entrance[] {
    return this.backends.balancers.map(({ resource, service }) => {
      this.context.note('inner-entrance', resource.address);
      return direct(resource, service);
    });
  }

  #answer(resource: Resource): Answer | undefined {
    const { context, backends } = this;
    if (resource.type === 'aws_cloudfront_distribution') {
      const distribution = this.#distribution(resource);
      if (!distribution) return undefined;
      const media: { media?: Condition } =
        distribution.media === undefined ? {} : { media: { service: distribution.media } };
      return { serve: { service: distribution.serve }, ...media, by: resource };
    }
    if (resource.type === 'aws_eip') return this.#behindAddress(resource);
    if (resource.type === 'aws_route53_record') return this.#named(resource);
    const balancer = backends.balancer(resource);
    if (balancer) return { serve: { service: balancer.service }, by: resource };
    const group = backends.group(resource);
    if (group) return { serve: { service: backends.serviceOf(group) }, by: resource };
    if (resource.type === 'aws_s3_bucket_website_configuration') {
      const [bucket] = links(resource.body.bucket, ['aws_s3_bucket'], context.stack).certain;
      return bucket && this.#answer(bucket);
    }
    if (SERVERLESS.has(resource.type)) return { serve: { service: this.#serverless.service(resource) }, by: resource };
    const service = context.names.service(resource.address, resource.type === 'aws_s3_bucket' ? 'objects' : 'answers');
    context.addManaged(resource.address, shortResourceName(resource.address));
    context.offer({ id: service, members: [{ element: resource.address, needs: [] }], enough: 1 });
    return { serve: { service }, by: resource };
  }

  #named(record: Resource): Answer | undefined {
    const found = this.#records.of(record);
    if (!found) return undefined;
    const media: { media?: Condition } = found.media === undefined ? {} : { media: { service: found.media } };
    return { serve: { service: found.serve }, ...media, by: found.resource };
  }

  /** A distribution, made when it is asked for; one that leads back to itself leads nowhere. */
  #distribution(resource: Resource): Entrance | undefined {
    if (this.#distributions.has(resource)) return this.#distributions.get(resource);
    this.#distributions.set(resource, undefined);
    const answer = (one: Resource) => this.#answer(one);
    const made = distributionEntrance(resource, answer, this.#hosts, this.context);
    this.#distributions.set(resource, made);
    return made;
  }

  /** An Elastic IP belongs to an instance, or to a network load balancer. */
  #behindAddress(eip: Resource): Answer | undefined {
    const { context, backends } = this;
    const instance = instanceOf(eip, context);
    if (instance) return this.#answer(instance);
    const balancer = backends.balancers.find(({ resource }) =>
      blocks(resource.body.subnet_mapping).some((one) =>
        links(one.allocation_id, ['aws_eip'], context.stack).certain.includes(eip),
      ),
    );
    if (balancer) return this.#answer(balancer.resource);
    const isWayOut = context.stack.links.to(eip, ['aws_nat_gateway'], 'allocation_id').possible.length > 0;
    return isWayOut ? undefined : { serve: { service: this.#unseen(eip) }, by: eip };
  }

  /** Somebody has the address, as by an interface that a plan does not yet know the machine of, or by a script of its own. */
  #unseen({ address }: Resource): string {
    const { context } = this;
    const service = context.names.service(address, 'answers');
    if (context.services.has(service)) return service;
    context.note('leads-elsewhere', address);
    const needs = [context.unseen(`${address} unseen target`)];
    return context.offer({ id: service, members: [{ element: context.addManaged(address), needs }], enough: 1 });
  }
}

function direct(resource: Resource, serve: string): Entrance {
  return { resource, label: shortResourceName(resource.address), serve, leadsTo: [] };
}
