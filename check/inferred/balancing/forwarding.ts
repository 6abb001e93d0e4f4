import { joined, type Links, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { type Fields, number, possibleBlocks } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import { TARGET_GROUPS } from './targets';

export const LISTENERS = ['aws_lb_listener', 'aws_alb_listener'] as const;
const RULES = ['aws_lb_listener_rule', 'aws_alb_listener_rule'] as const;

/** Where a load balancer listens, and what it forwards to. */
export interface Forwarding {
  /** Whether it listens at all, as far as this Terraform says. */
  readonly listens: boolean;
  readonly ports: readonly number[];
  /** Of its listeners and of their rules, redirects and fixed answers having none. */
  readonly targetGroups: Links;
  /** Of rules alone, by which visitors of a path or a name come. */
  readonly byRules: Links;
}

/** The target groups of all listeners of a load balancer and of their rules. */
export function forwarding(balancer: Resource, context: InferenceContext): Forwarding {
  const { stack } = context;
  const listeners = stack.links.to(balancer, LISTENERS, 'load_balancer_arn').possible;
  const rules = listeners.flatMap((one) => stack.links.to(one, RULES, 'listener_arn').possible);
  const of = (actions: readonly Fields[]) => joined(actions.map((action) => forwarded(action, context)));
  const byDefault = of(listeners.flatMap(({ body }) => possibleBlocks(body.default_action)));
  const byRules = of(rules.flatMap(({ body }) => possibleBlocks(body.action)));
  return {
    listens: listeners.length > 0,
    ports: listeners.flatMap(({ body }) => number(body.port) ?? []),
    targetGroups: joined([byDefault, byRules]),
    byRules,
  };
}

/** Of weighted target groups, those that get a share: none takes over from another. */
function forwarded(action: Fields, { stack }: InferenceContext): Links {
  if (SELF_ANSWERED.has(action.type)) return { certain: [], possible: [], open: false };
  const weighted = possibleBlocks(action.forward)
    .flatMap((one) => possibleBlocks(one.target_group))
    .filter(({ weight }) => number(weight) !== 0)
    .map(({ arn }) => links(arn, TARGET_GROUPS, stack));
  return joined([links(action.target_group_arn, TARGET_GROUPS, stack), ...weighted]);
}

/** What such actions say of a target group is not used. */
const SELF_ANSWERED: ReadonlySet<unknown> = new Set(['redirect', 'fixed-response']);
