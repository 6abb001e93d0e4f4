import { links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks, strings } from '../../../terraform/values';
import type { Backends } from '../backends';
import type { InferenceContext } from '../context';
import { shortResourceName } from '../names';
import { allOf, type Condition } from '../site';

const FUNCTIONS = ['aws_lambda_function', 'aws_lambda_alias'] as const;
const BALANCERS = ['aws_lb', 'aws_alb'] as const;
const LISTENERS = ['aws_lb_listener', 'aws_alb_listener'] as const;
const APIS = ['aws_apigatewayv2_api', 'aws_api_gateway_rest_api'] as const;

/** How each generation of API Gateway says where an API leads. */
const INTEGRATIONS = [
  { type: 'aws_apigatewayv2_integration', api: 'api_id', to: 'integration_uri', kind: 'integration_type' },
  { type: 'aws_api_gateway_integration', api: 'rest_api_id', to: 'uri', kind: 'type' },
] as const;

/** Types that this answers for. */
export const SERVERLESS: ReadonlySet<string> = new Set([
  'aws_lambda_function_url',
  ...APIS,
  'aws_apigatewayv2_stage',
  'aws_api_gateway_stage',
  'aws_apigatewayv2_domain_name',
  'aws_api_gateway_domain_name',
]);

/** What answers visitors without a machine of the site's own: URLs of functions, and API Gateway. */
export class Serverless {
  /** Load balancers and functions that APIs and URLs send to. */
  readonly leadsTo = new Set<Resource>();
  readonly #services = new Map<Resource, string>();
  /** APIs that a name or a stage of theirs stands for. */
  readonly #named = new Set<Resource>();

  constructor(
    readonly backends: Backends,
    readonly context: InferenceContext,
  ) {}

  /** Those that visitors may come to by their own address, and that nothing else stands for. */
  open(led: ReadonlySet<Resource>): readonly { readonly resource: Resource; readonly service: string }[] {
    const { stack } = this.context;
    return ['aws_lambda_function_url', ...APIS]
      .flatMap((type) => stack.ofType(type))
      .filter((one) => !led.has(one) && !this.#named.has(one) && this.#isPublic(one))
      .map((resource) => ({ resource, service: this.service(resource) }));
  }

  /** Id of the service that it offers. */
  service(resource: Resource): string {
    const known = this.#services.get(resource);
    if (known !== undefined) return known;
    const { context } = this;
    const { address } = resource;
    const id = context.names.service(address, 'answers');
    this.#services.set(resource, id);
    context.addManaged(address, shortResourceName(address));
    context.offer({ id, members: [{ element: address, needs: [this.#condition(resource)] }], enough: 1 });
    return id;
  }

  #condition(resource: Resource): Condition {
    const { body, type, address } = resource;
    const { stack } = this.context;
    if (type === 'aws_lambda_function_url') return this.#function(body.function_name) ?? this.#unseen(address);
    if (type.endsWith('_stage')) return this.#apis(address, [body.api_id, body.rest_api_id]);
    if (!type.endsWith('_domain_name')) return this.#api(resource);
    const mappings = ['aws_apigatewayv2_api_mapping', 'aws_api_gateway_base_path_mapping'];
    const mapped = stack.links.to(resource, mappings, 'domain_name').possible;
    return this.#apis(
      address,
      mapped.flatMap((one) => [one.body.api_id, one.body.rest_api_id]),
    );
  }

  #apis(address: string, written: readonly unknown[]): Condition {
    const ids = written.filter((one) => one !== undefined && one !== null);
    const found = ids.map((one) => links(one, APIS, this.context.stack));
    const apis = [...new Set(found.flatMap(({ certain }) => certain))];
    for (const api of apis) this.#named.add(api);
    const needs = apis.map((api): Condition => ({ service: this.service(api) }));
    return needs.length > 0 && !found.some(({ open }) => open)
      ? allOf(needs)
      : allOf([...needs, this.#unseen(address)]);
  }

  /** All that its integrations lead to: each path of an API is taken as needed. */
  #api(api: Resource): Condition {
    const { stack } = this.context;
    const needs = INTEGRATIONS.flatMap(({ type, api: argument, to, kind }) =>
      stack.links
        .to(api, [type], argument)
        .possible.filter(({ body }) => body[kind] !== 'MOCK')
        .map((one) => this.#integrated(one, one.body[to]) ?? this.#unseen(api.address)),
    );
    const { target, body } = api.body;
    if (target !== undefined && target !== null) needs.push(this.#function(target) ?? this.#unseen(api.address));
    if (body !== undefined && body !== null) needs.push(this.#unseen(api.address));
    if (needs.length === 0) needs.push(this.#unseen(api.address));
    return allOf(needs);
  }

  #integrated({ body }: Resource, to: unknown): Condition | undefined {
    const { stack } = this.context;
    const [link] = links(body.connection_id, ['aws_api_gateway_vpc_link'], stack).certain;
    if (link) return this.#balanced(link.body.target_arns);
    const [listener] = links(to, LISTENERS, stack).certain;
    return listener ? this.#balanced(listener.body.load_balancer_arn) : this.#function(to);
  }

  #balanced(value: unknown): Condition | undefined {
    const [resource] = links(value, BALANCERS, this.context.stack).certain;
    const balancer = resource && this.backends.balancer(resource);
    if (!balancer) return undefined;
    this.leadsTo.add(balancer.resource);
    return { service: balancer.service };
  }

  #function(value: unknown): Condition | undefined {
    const [found] = links(value, FUNCTIONS, this.context.stack).certain;
    const unit = found && this.backends.function(found);
    if (!unit) return undefined;
    this.leadsTo.add(unit.resource);
    return { service: unit.service };
  }

  #unseen(address: string): Condition {
    this.context.note('leads-elsewhere', address);
    return this.context.unseen(`${address} unseen target`);
  }

  #isPublic({ address, type, body }: Resource): boolean {
    const why = (): string | undefined => {
      if (type === 'aws_lambda_function_url')
        return body.authorization_type === 'NONE' ? undefined : 'it asks for credentials of AWS';
      if (body.disable_execute_api_endpoint === true) return 'its own address is turned off, and no name leads to it';
      const isPrivate = blocks(body.endpoint_configuration).some(({ types }) => strings(types).includes('PRIVATE'));
      return isPrivate ? 'it is private' : undefined;
    };
    const because = why();
    if (because !== undefined) this.context.note('not-an-entrance', address, { detail: because });
    return because === undefined;
  }
}
