import type { GoalClaim } from '../../model/service-graph';
import type { ResourceIndex } from '../../terraform/resource-index';
import { type Element, UNKNOWN_ZONE } from '../elements';
import { Backends } from './backends';
import { balancers, offerBalancer } from './balancing/balancers';
import { Calls } from './calls';
import { InferenceContext } from './context';
import { Entrances } from './entrances';
import type { Entrance } from './entrances/entrance';
import { functionNeeds, functionOf } from './functions';
import { autoscalingGroups } from './machines/autoscaling';
import { containerServices } from './machines/containers';
import { instances } from './machines/instances';
import { NothingToJudgeError } from './nothing-to-judge';
import { type Condition, type InferredSite, withNeeds } from './site';
import { stores } from './stores';
import { unread } from './unread';

/** What the resources of a stack tell of the site that they make. @throws NothingToJudgeError without an entry point */
export function inferredSite(stack: ResourceIndex): InferredSite {
  const context = new InferenceContext(stack);
  const groups = [...instances(context), ...autoscalingGroups(context), ...containerServices(context)];
  const backends = new Backends(groups, balancers(groups, context), context);
  const kept = stores(context);
  const functions = new Map(
    stack.ofType('aws_lambda_function').map((one) => [one.address, functionNeeds(one, kept, context)]),
  );
  const { all: found, behind } = new Entrances(backends, functions, context);
  if (found.length === 0) throw new NothingToJudgeError(NOTHING);
  const calls = new Calls(groups, [...kept, ...backends.callees], context);
  const called = calls.follow(backends.first(found, behind), backends, context);
  const byFunctions = new Set([...functions.values()].flatMap((one) => one.called));
  for (const { resource } of kept.filter((store) => !called.has(store.resource.address) && !byFunctions.has(store))) {
    context.note(`what uses ${resource.address}: no security group lets what serves visitors reach it; not counted`);
  }
  for (const balancer of backends.balancers) {
    offerBalancer(
      balancer,
      (group, machine) => calls.needsOf(group, machine),
      (other) =>
        withNeeds(backends.answering(other), functions.get(functionOf(other, context)?.address ?? '')?.needs ?? []),
      context,
    );
  }
  for (const group of groups) {
    const members = group.machines.map((machine) => {
      return { element: machine.element, needs: calls.needsOf(group, machine), wayOut: machine.wayOut };
    });
    // Whoever calls machines directly chooses one by itself: nothing shows that it would turn to another.
    context.offer({ id: backends.serviceOf(group), members, enough: Math.max(1, members.length) });
  }
  if (stack.region === undefined) context.note('the region: no provider names it');
  for (const sentence of unread(stack)) context.note(sentence);
  const { services, unknown } = context;
  return { elements: withSurroundings(context), services, goals: goalsOf(found), unknown };
}

const NOTHING =
  'no place where visitors come in can be found in it: no Route 53 record, CloudFront distribution, load balancer, API or URL of a function, and no instance with a public address and an open port of the web';

/** `serve` and `media`, with the entry point's name where there are several. */
function goalsOf(entrances: readonly Entrance[]): readonly GoalClaim[] {
  const labels = entrances.map(({ label }) => label);
  return entrances.flatMap(({ resource, label, serve, media }): GoalClaim[] => {
    const unique = labels.filter((one) => one === label).length === 1 ? label : resource.address;
    const name = (goal: string) => (entrances.length === 1 ? goal : `${goal} at ${unique}`);
    const own = { name: name('serve'), service: serve };
    return media === undefined ? [own] : [own, { name: name('media'), service: media }];
  });
}

/** All elements, and first the zones and the region that they and the conditions name. */
function withSurroundings({ elements, services, places, region }: InferenceContext): ReadonlyMap<string, Element> {
  const named = [...elements.values()].flatMap(({ needs }) => needs);
  const asked = [...services.values()].flatMap(({ members }) => members.flatMap(({ needs }) => needs.flatMap(ups)));
  const zones = new Set([...places.zones.ids, UNKNOWN_ZONE, ...named, ...asked]);
  const missing = [...zones].filter((id) => !elements.has(id) && !region.includes(id)).sort();
  const around: readonly Element[] = [
    ...missing.map((id): Element => ({ id, class: 'zone', needs: region })),
    ...region.map((id): Element => ({ id, class: 'region', needs: [] })),
  ];
  const sorted = [...elements].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map([...around.map((element) => [element.id, element] as const), ...sorted]);
}

function ups(condition: Condition): readonly string[] {
  if ('up' in condition) return [condition.up];
  return 'of' in condition ? condition.of.flatMap(ups) : [];
}
