import { links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks } from '../../../terraform/values';
import type { Backends } from '../backends';
import type { InferenceContext } from '../context';
import type { FunctionNeeds } from '../functions';
import { shortName } from '../names';
import type { Condition } from '../site';
import { distributions, isEnabled } from './distributions';
import type { Answer, Entrance } from './entrance';
import { instanceOf } from './public-machines';
import { records } from './records';
import { SERVERLESS, Serverless } from './serverless';

/** Where visitors come in: names, distributions, and what answers without either. */
export class Entrances {
  readonly all: readonly Entrance[];
  readonly #serverless: Serverless;
  #distributions: readonly Entrance[] = [];

  constructor(
    readonly backends: Backends,
    functions: ReadonlyMap<string, FunctionNeeds>,
    readonly context: InferenceContext,
  ) {
    this.#serverless = new Serverless(backends, functions, context);
    const answer = (resource: Resource) => this.#answer(resource);
    this.#distributions = distributions(answer, context);
    const named = records(answer, context);
    const led = new Set([...named, ...this.#distributions].flatMap(({ leadsTo }) => leadsTo));
    const serverless = this.#serverless.open(led);
    for (const one of this.#serverless.leadsTo) led.add(one);
    const open = [
      ...this.#distributions.filter(({ resource }) => isEnabled(resource)),
      ...serverless.map(({ resource, service }) => direct(resource, service)),
      ...backends.fronts.map(({ resource, service }) => direct(resource, service)),
      ...backends.open.map((group) => direct(group.resource, backends.serviceOf(group))),
    ].filter(({ resource }) => !led.has(resource));
    this.all = [...named, ...open];
    if (this.all.length === 0) this.all = this.#inner();
  }

  /** Load balancers that are led to without being an entrance, nor next to one. */
  get behind(): ReadonlySet<Resource> {
    return this.#serverless.leadsTo;
  }

  /** A site that is used from inside alone. */
  #inner(): readonly Entrance[] {
    return this.backends.balancers.map(({ resource, service }) => {
      this.context.note(
        `who uses ${resource.address}: it is not public, and nothing else is; taken as where users come in`,
      );
      return direct(resource, service);
    });
  }

  #answer(resource: Resource): Answer | undefined {
    const { context, backends } = this;
    const distribution = this.#distributions.find((one) => one.resource === resource);
    if (distribution) {
      const media: { media?: Condition } =
        distribution.media === undefined ? {} : { media: { service: distribution.media } };
      return { serve: { service: distribution.serve }, ...media, by: resource };
    }
    if (resource.type === 'aws_eip') return this.#behindAddress(resource);
    const balancer = backends.balancer(resource);
    if (balancer) return { serve: { service: balancer.service }, by: resource };
    const group = backends.group(resource);
    if (group) return { serve: { service: backends.serviceOf(group) }, by: resource };
    if (resource.type === 'aws_s3_bucket_website_configuration') {
      const [bucket] = links(resource.body.bucket, ['aws_s3_bucket'], context.stack).certain;
      return bucket && this.#answer(bucket);
    }
    if (resource.type === 'aws_cloudfront_distribution') return undefined;
    if (SERVERLESS.has(resource.type)) return { serve: { service: this.#serverless.service(resource) }, by: resource };
    const service = context.names.service(resource.address, resource.type === 'aws_s3_bucket' ? 'objects' : 'answers');
    context.addManaged(resource.address, shortName(resource.address));
    context.offer({ id: service, members: [{ element: resource.address, needs: [] }], enough: 1 });
    return { serve: { service }, by: resource };
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
    return balancer && this.#answer(balancer.resource);
  }
}

function direct(resource: Resource, serve: string): Entrance {
  return { resource, label: shortName(resource.address), serve, leadsTo: [] };
}
