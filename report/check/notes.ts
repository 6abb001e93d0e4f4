import type { Note, NoteCode } from '../../check/note';

/** Most names that a sentence lists; the JSON has all. */
const LISTED = 6;

/** `a, b and c`, of many the first ones; and words that agree with them in number. */
class Names {
  constructor(private readonly all: readonly string[] = []) {}

  get none(): boolean {
    return this.all.length === 0;
  }

  agree(singular: string, plural: string): string {
    return this.all.length > 1 ? plural : singular;
  }

  toString(): string {
    const { all } = this;
    if (all.length > LISTED) return `${all.slice(0, LISTED - 1).join(', ')} and ${all.length - LISTED + 1} more`;
    return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : (all[0] ?? '');
  }
}

type Sentence = (what: Names, others: Names, detail: string) => string;

/** What each code says. `assumed: …` is how the verdict takes it. */
const SENTENCES: Readonly<Record<NoteCode, Sentence>> = {
  'may-depend': (what, others) =>
    `${what} may depend on ${others} (security groups allow the connection); assumed: yes`,
  'refers-to': (what, others) =>
    `${what} ${what.agree('refers', 'refer')} to ${others} by address; assumed: ${what.agree('depends', 'depend')} on ${others.agree('it', 'them')}`,
  'unreadable-rules': (what, others) =>
    `${what} may depend on ${others} (not all of their security groups can be read); assumed: yes`,
  'unknown-environment': (what, others) =>
    `whether ${what} ${what.agree('depends', 'depend')} on ${others}: ${what.agree('its', 'their')} environment is not known before the apply; assumed: yes`,
  'lets-nothing-out': (what) =>
    `what ${what} ${what.agree('depends', 'depend')} on: ${what.agree('its', 'their')} security groups let nothing out; assumed: only what ${what.agree('it refers', 'they refer')} to by address`,
  'calls-back': (what, others) =>
    `whether ${what} ${what.agree('calls', 'call')} ${others}: ${what.agree('it', 'they')} may, and ${what.agree('is', 'are')} called by ${others.agree('it', 'them')}; assumed: no`,
  'open-to-people': (what, others) =>
    `whether ${what} ${what.agree('calls', 'call')} ${others}: that is open to everybody; assumed: no`,
  peers: (what) => `whether the machines of ${what} depend on each other; assumed: no`,
  'not-called': (what) =>
    `what uses ${what}: nothing that serves visitors refers to it or is let in by its security groups; assumed: nothing`,
  'assumed-to-call-all': (what) =>
    `what uses ${what}: what answers visitors is not in the Terraform; assumed: it may depend on each`,
  'unknown-standby': (what, _, detail) =>
    `whether ${what} ${what.agree('has', 'have')} a standby: multi_az is ${detail}; assumed: no`,
  'standby-without-zone': (what, others) =>
    `${what} ${what.agree('has', 'have')} no standby: ${what.agree('its', 'their')} subnets are all in ${others}`,
  'unknown-nodes': (what) => `how many nodes ${what} ${what.agree('has', 'have')}; assumed: one`,
  'no-takeover-of-node': (what) =>
    `whether callers of ${what} go on without ${what.agree('its', 'their')} first node: nothing takes over from it; assumed: no`,
  'parts-of-data': (what, _, detail) =>
    `whether callers of ${what} go on without one of ${what.agree('its', 'their')} ${detail} nodes: each holds a part of the data; assumed: no`,
  'nodes-without-zone': (what, others) =>
    `the zones of the nodes of ${what}: AWS chooses ${others.none ? 'them' : `among ${others}`}; assumed: each may be any`,
  'nodes-in-one-zone': (what, others) => `the nodes of ${what} stand in one zone${others.none ? '' : `, ${others}`}`,
  'may-share-zone': (what, others) =>
    `whether ${others.none ? `the nodes of ${what}` : others} stand in different zones: AWS chooses them, and they are not certain to differ; assumed: no`,
  'unclear-members': (what, others) => `which instances belong to ${what}: ${others} may; assumed: those that are sure`,
  'no-members': (what) => `the instances of ${what}: none is in the Terraform; assumed: one in an unknown zone`,
  'proxy-without-target': (what) =>
    `what ${what} ${what.agree('passes', 'pass')} requests on to: not in the Terraform; assumed: one machine`,
  'unclear-mount-target': (what, others) =>
    `whether ${others} ${others.agree('has', 'have')} a mount target in the zone of ${what}; assumed: one in an unknown zone`,
  'no-mount-target': (what, others) =>
    `${what} cannot mount ${others}: there is no mount target in ${what.agree('its', 'their')} zone`,
  'without-name': (what) =>
    `who calls ${what}: ${what.agree('its', 'their')} tasks have neither a load balancer nor a name, and addresses that change; assumed: nobody`,
  'discovered-tasks': (what) =>
    `whether callers of ${what} turn to another of ${what.agree('its', 'their')} tasks when one is lost: ECS takes that one out of the names or proxies that they find it by; assumed: yes`,
  'service-elsewhere': (what, others) =>
    `${what} ${what.agree('uses', 'use')} ${others}, which ${others.agree('is', 'are')} not in the Terraform; assumed: AWS runs ${others.agree('it', 'them')} over a region`,
  'unknown-zone': (what, _, detail) => `the zone of ${what}: ${detail}; assumed: any`,
  'one-of-zones': (what, others) =>
    `the zone of ${what}: AWS chooses one of ${others}; assumed: ${what.agree('depends', 'depend')} on each of them`,
  'unknown-zones': (what, others) =>
    `the zones of ${what}: ${others.none ? `${what.agree('its', 'their')} subnets are not in the Terraform` : `${what.agree('its', 'their')} subnets are some of ${others}, or their zones are not known`}; assumed: one unknown zone`,
  'spread-evenly': (what, _, detail) =>
    `which ${detail} of ${what} stands in which zone; assumed: AWS spreads them evenly, one zone after the other`,
  'balancer-zones': (what) =>
    `which zones ${what} ${what.agree('is', 'are')} in; assumed: two at least, since a load balancer takes one subnet of a zone`,
  'default-network': (what) =>
    `${what} ${what.agree('names', 'name')} no subnet; assumed: ${what.agree('it is', 'they are')} in the default network, with a public address`,
  'unknown-region': () => 'the region: no provider names it',
  'unknown-way-out': (what, _, detail) =>
    `how ${what} ${what.agree('reaches', 'reach')} the internet (${detail}); assumed: a lost node is rebuilt without it`,
  'possible-way-out': (what, others) =>
    `whether ${what} ${what.agree('is', 'are')} rebuilt through ${others}; assumed: yes`,
  'unused-gateway': (what) => `what goes out through ${what}: not known; assumed: nothing that visitors depend on`,
  'unknown-count': (what, _, detail) => `how many ${what} there are: ${detail}; assumed: one`,
  'unknown-size': (what) =>
    `how many ${what} ${what.agree('keeps', 'keep')}: ${what.agree('its', 'their')} least number is not known; assumed: one`,
  'may-shrink': (what, _, detail) => {
    const [from, to] = detail.split(' ');
    return `how many ${what} ${what.agree('has', 'have')} at a moment: ${what.agree('it starts', 'they start')} with ${from} and may fall to ${to}; assumed: ${to}`;
  },
  'keeps-size': (what, _, detail) =>
    `how many ${what} ${what.agree('keeps', 'keep')}: nothing in the Terraform scales it in; assumed: the ${detail} that ${what.agree('it starts', 'they start')} with`,
  'above-largest': (what, _, detail) => {
    const [least, most] = detail.split(' ');
    return `how many ${what} ${what.agree('keeps', 'keep')}: ${what.agree('its', 'their')} min_size ${least} is above ${what.agree('its', 'their')} max_size ${most}, which AWS refuses; assumed: ${most}`;
  },
  'may-fall-to-none': (what) =>
    `how many ${what} ${what.agree('keeps', 'keep')}: ${what.agree('it', 'they')} may fall to none; assumed: that is meant, and it is not asked of ${what.agree('it', 'them')} then`,
  'unknown-tasks': (what) =>
    `how many tasks ${what} ${what.agree('runs', 'run')}: ${what.agree('its', 'their')} desired_count is not known; assumed: one`,
  'shared-instances': (what) => `which instances run the tasks of ${what}: not read; assumed: one runs them all`,
  'unknown-cross-zone': (what, _, detail) =>
    `whether ${what} ${what.agree('sends', 'send')} to targets in other zones: cross_zone_load_balancing is ${detail}; assumed: no`,
  'unreadable-target-rules': (what, others) =>
    `whether ${others} ${others.agree('reaches', 'reach')} ${what}: not all of their security groups can be read; assumed: no`,
  'possible-target': (what, others) =>
    `whether ${others} ${others.agree('reaches', 'reach')} ${what}: not all of their security groups can be read; assumed: yes`,
  'closed-target': (what, others, detail) =>
    `${others} ${others.agree('does', 'do')} not reach ${what}: no security group lets port ${detail} out of the one and into the other`,
  'target-outside-zones': (what, others, detail) =>
    `${others} ${others.agree('sends', 'send')} nothing to ${what}: ${others.agree('it has', 'they have')} no subnet in ${detail}`,
  'forwards-elsewhere': (what) =>
    `all that ${what} ${what.agree('forwards', 'forward')} to: some of it is not in the Terraform, or not known; assumed: one machine in an unknown zone`,
  'forwards-nowhere': (what) =>
    `what answers behind ${what}: nothing in the Terraform that ${what.agree('it forwards', 'they forward')} to; assumed: one machine in an unknown zone`,
  'no-targets': (what) => `the targets of ${what}: none is in the Terraform; assumed: one machine in an unknown zone`,
  'unclear-targets': (what) =>
    `the targets of ${what}: some are not known; assumed: those that are sure, or each that may be`,
  'empty-default-group': (what) =>
    `who is answered by ${what}: ${what.agree('it has', 'they have')} no targets, and rules lead visitors to others; assumed: nobody`,
  'waiting-group': (what) =>
    `who is answered by ${what}: ${what.agree('it waits', 'they wait')} for the next deployment, which takes turns between target groups; assumed: nobody until then`,
  'no-target-check': (what) => `whether a dead target of ${what} is left out: its health check is off; assumed: no`,
  'inner-entrance': (what) => `who uses ${what}: nothing is public; assumed: users come in there`,
  'leads-elsewhere': (what) =>
    `all that ${what} ${what.agree('leads', 'lead')} to: some of it is not in the Terraform, or not read; assumed: one machine in an unknown zone`,
  'derived-name': (what, others, detail) =>
    `where the origin ${detail} of ${what} leads: its name is made from ${others}; assumed: there`,
  'not-an-entrance': (what, _, detail) => `whether visitors use ${what}: ${detail}; assumed: no`,
  'no-web-port': (what, _, detail) =>
    `whether visitors use ${what}: ${what.agree('it has', 'they have')} a public address, but none of the ports ${detail} is open to all; assumed: no`,
  'record-elsewhere': (what) =>
    `where ${what} ${what.agree('leads', 'lead')}: not to something of this Terraform that is read; assumed: visitors do not come in there`,
  'record-target-elsewhere': (what) =>
    `where ${what} ${what.agree('leads', 'lead')}: not to something of this Terraform; assumed: one machine in an unknown zone`,
  'unclear-record': (what, others) =>
    `where ${what} ${what.agree('leads', 'lead')}: one of ${others}, and not known which; not counted`,
  'several-addresses': (what, _, detail) =>
    `whether visitors of ${what} try another of ${what.agree('its', 'their')} ${detail} addresses when one is dead; assumed: no`,
  'no-failover-check': (what) =>
    `whether ${what} ${what.agree('gives', 'give')} way to the secondary: ${what.agree('it has', 'they have')} no health check; assumed: no`,
  'given-out-dead': (what) =>
    `whether ${what} ${what.agree('stops', 'stop')} being given out when dead: not without a health check, nor where the answer goes by the visitor's place; assumed: no`,
  'unknown-enabled': (what, _, detail) => `whether ${what} ${what.agree('is', 'are')} enabled: ${detail}; assumed: yes`,
  disabled: (what) => `who uses ${what}: ${what.agree('it is', 'they are')} not enabled; assumed: nobody`,
  'further-paths': (what, _, detail) =>
    `what ${what} ${what.agree('needs', 'need')} for the paths of ${what.agree('its', 'their')} further behaviors: they lead to ${detail}; assumed: each is needed`,
  'unknown-origin': (what, _, detail) =>
    `the origin ${detail} of ${what}: not in the Terraform; assumed: one machine in an unknown zone`,
  'no-entrance': (what) =>
    `who uses ${what}: no place where visitors come in is in the Terraform; each is judged by itself`,
  'any-member': (what) => `whether one of the machines of ${what} stands in for another; assumed: yes`,
  'network-list': (what) =>
    `what ${what} ${what.agree('keeps', 'keep')} out: not read; assumed: ${what.agree('it lets', 'they let')} through what security groups do`,
  'regional-services': (what) =>
    `whether the site depends on resources of ${what}: not read; assumed: AWS runs them over several zones`,
  'unread-module': (what, _, detail) =>
    `${what} ${what.agree('was', 'were')} not entered, so what ${what.agree('it makes', 'they make')} and what ${what.agree('its', 'their')} outputs are is not known: ${detail}`,
  'harmless-module': (what, _, detail) =>
    `${what} ${what.agree('was', 'were')} not entered; assumed: ${what.agree('it makes', 'they make')} nothing that visitors depend on (${detail})`,
  'unread-beside': (what, others) =>
    `what ${what} ${what.agree('does', 'do')} to ${others}: nospof did not render ${what.agree('it', 'them')}, and no rule reads ${what.agree('it', 'them')}`,
  'unread-far-reaching': (what) =>
    `what ${what} ${what.agree('does', 'do')} to the site: ${what.agree('it acts', 'they act')} on more than ${what.agree('it names', 'they name')}, and no rule reads ${what.agree('it', 'them')}`,
  'unread-type': (what) => `resources of ${what}: not read`,
  'unread-provider': (what) => `resources of ${what}, which are other providers': not read`,
  'unread-data': (what) => `${what}: what these data sources stand for is not in the Terraform`,
  'other-configuration': (what) =>
    `what the topology claims of it: it was synthesized by nospof, and no ${what} ${what.agree('lies', 'lie')} beside it; inferred from the Terraform alone`,
  'other-source': (what, _, detail) =>
    `what is known after the apply, by the Terraform in ${what} beside the plan: ${detail}; only the plan was read`,
  'default-workspace': (what) => `${what}: none was chosen in this folder; assumed: default`,
  'unknown-zone-of-claim': (what) => `the zone of ${what}`,
  'ambiguous-zone': (what, others) =>
    `whether the ${what.agree('zone', 'zones')} ${what} ${what.agree('is', 'are')} one of ${others}; assumed: each of them`,
  'claims-without-digests': (what) =>
    `whether it is as it was rendered: ${what} ${what.agree('is', 'are')} of an older release, without digests; 'nospof synth' renews ${what.agree('it', 'them')}`,
  'accepted-unread': (what, others, detail) =>
    `what ${what} ${what.agree('does', 'do')} to ${others.none ? 'the site' : others}: no rule reads ${what.agree('it', 'them')}; accepted: ${detail}`,
  'accepted-elsewhere': (what, _, detail) =>
    `whether ${what} ${what.agree('is', 'are')} as 'accept' says (${detail}): not to be seen here, but in the stack that was synthesized and changed`,
  'unreadable-machine': (what, _, detail) => `the configuration of ${what}: ${detail}`,
};

/** What a note says, as one line; a text stays as it is. */
export function noteText(note: Note | string): string {
  if (typeof note === 'string') return note;
  const text = SENTENCES[note.code](new Names(note.subjects), new Names(note.others), note.detail ?? '');
  return text.replace(/\s+/g, ' ');
}
