import type { GoalClaim } from '../../model/service-graph';
import { networkLists } from '../../terraform/network-lists';
import type { ResourceIndex } from '../../terraform/resource-index';
import type { Unread } from '../../terraform/unread';
import { Backends } from './backends';
import { balancers } from './balancing/balancers';
import { offerBalancer } from './balancing/offer';
import type { Callee } from './callee';
import { Calls } from './calls';
import { InferenceContext } from './context';
import { Entrances } from './entrances';
import type { Entrance } from './entrances/entrance';
import { functionUnits } from './functions';
import { goalsWithoutEntrance } from './goals-without-entrance';
import { autoscalingGroups } from './machines/autoscaling';
import { addressing, containerServices } from './machines/containers';
import type { MachineGroup } from './machines/group';
import { instances } from './machines/instances';
import { Mentions } from './mentions';
import { shortResourceName } from './names';
import { NothingToJudgeError, nothingToJudge } from './nothing-to-judge';
import type { InferredSite } from './site';
import { stores } from './stores';
import { withSurroundings } from './surroundings';
import { noteUnread } from './unread';

/**
 * What the resources of a stack tell of the site that they make.
 * @param unread what of the configuration was not read, or is not known how often
 * @throws NothingToJudgeError
 */
export function inferredSite(stack: ResourceIndex, unread: readonly Unread[] = []): InferredSite {
  const uncounted = unread.filter(({ code }) => code === 'count').map(({ subject }) => subject);
  const context = new InferenceContext(stack, uncounted);
  const kept = stores(context);
  context.mayNeed(kept.map(({ service }) => service));
  const groups = [...instances(context), ...autoscalingGroups(context), ...containerServices(context)];
  const functions = functionUnits(context);
  const backends = new Backends(groups, balancers(groups, context), functions, context);
  const entrances = new Entrances(backends, context);
  const calls = new Calls([...groups, ...functions], [...kept, ...backends.callees], new Mentions(stack), context);
  const isEntered = entrances.all.length > 0;
  const first = isEntered ? backends.first(entrances.all, entrances.behind) : [...groups, ...functions];
  const called = calls.follow(first, backends);
  const found = isEntered ? entrances.all : goalsWithoutEntrance(kept, backends, calls, context);
  if (found.length === 0) throw new NothingToJudgeError(nothingToJudge(stack, unread));
  for (const balancer of backends.balancers) {
    const answering = backends.answering.bind(backends);
    offerBalancer(balancer, { needsOf: (group, machine) => calls.needsOf(group, machine), answering }, context);
  }
  for (const group of groups) offerMachines(group, backends, calls, context);
  for (const unit of functions) {
    const { resource, service, needs } = unit;
    const element = context.addManaged(resource.address, shortResourceName(resource.address));
    context.offer({ id: service, members: [{ element, needs: [...needs, ...calls.needsOf(unit)] }], enough: 1 });
  }
  if (isEntered) noteUncalled(kept, called, context);
  noteRest(context);
  const { services, unknown } = context;
  return { elements: withSurroundings(context), services, goals: goalsOf(found), unknown };
}

/** Whoever calls machines directly chooses one by itself: nothing shows that it would turn to another, but where ECS lists them. */
function offerMachines(group: MachineGroup, backends: Backends, calls: Calls, context: InferenceContext): void {
  const members = group.machines.map((machine) => {
    return { element: machine.element, needs: calls.needsOf(group, machine), wayOut: machine.wayOut };
  });
  const isDiscovered = addressing(group.resource, context) === 'discovered';
  if (isDiscovered && members.length > 1) context.note('discovered-tasks', group.resource.address);
  const enough = isDiscovered ? 1 : Math.max(1, members.length);
  context.offer({ id: backends.serviceOf(group), members, enough });
}

function noteUncalled(kept: readonly Callee[], called: ReadonlySet<string>, context: InferenceContext): void {
  const rest = kept.map(({ resource }) => resource.address).filter((address) => !called.has(address));
  if (rest.length > 0) context.note(context.hasUnseen ? 'assumed-to-call-all' : 'not-called', rest);
}

function noteRest(context: InferenceContext): void {
  const { stack } = context;
  if (stack.region === undefined) context.note('unknown-region', 'provider.aws');
  for (const address of networkLists(stack)) context.note('network-list', address);
  for (const { address } of stack.ofType('aws_nat_gateway'))
    if (!context.elements.has(address)) context.note('unused-gateway', address);
  noteUnread(context);
}

/** `serve` and `media`, with the entry point's name where there are several; `answer at NAME` where nothing comes in. */
function goalsOf(entrances: readonly Entrance[]): readonly GoalClaim[] {
  const labels = entrances.map(({ label }) => label);
  return entrances.flatMap(({ resource, label, ask = 'serve', serve, media }): GoalClaim[] => {
    const unique = labels.filter((one) => one === label).length === 1 ? label : resource.address;
    const name = (goal: string) => (entrances.length === 1 && ask === 'serve' ? goal : `${goal} at ${unique}`);
    const own = { name: name(ask), service: serve };
    return media === undefined ? [own] : [own, { name: name('media'), service: media }];
  });
}
