import type { Note, NoteCode } from '../../check/note';

/** Most names that a sentence lists; the JSON has all. */
const LISTED = 6;

/** `a, b and c`; of many the first ones. */
function names(all: readonly string[] = []): string {
  if (all.length > LISTED) return `${all.slice(0, LISTED - 1).join(', ')} and ${all.length - LISTED + 1} more`;
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : (all[0] ?? '');
}

type Sentence = (what: string, others: string, detail: string, note: Note) => string;

/** What each code says. `assumed: …` is how the verdict takes it. */
const SENTENCES: Readonly<Record<NoteCode, Sentence>> = {
  'may-depend': (what, others) =>
    `${what} may depend on ${others} (security groups allow the connection); assumed: yes`,
  'refers-to': (what, others) => `${what} refers to ${others} by address; assumed: depends on it`,
  'unreadable-rules': (what, others) =>
    `${what} may depend on ${others} (not all of their security groups can be read); assumed: yes`,
  'lets-nothing-out': (what) =>
    `what ${what} depends on: its security groups let nothing out; assumed: only what it refers to by address`,
  'calls-back': (what, others) => `whether ${what} calls ${others}: it may, and is called by it; assumed: no`,
  'open-to-people': (what, others) => `whether ${what} calls ${others}: that is open to everybody; assumed: no`,
  peers: (what) => `whether the machines of ${what} depend on each other; assumed: no`,
  'not-called': (what) =>
    `what uses ${what}: nothing that serves visitors refers to it or is let in by its security groups; assumed: nothing`,
  'assumed-to-call-all': (what) =>
    `what uses ${what}: what answers visitors is not in the Terraform; assumed: it may depend on each`,
  'unknown-standby': (what, _, detail) => `whether ${what} has a standby: multi_az is ${detail}; assumed: no`,
  'standby-without-zone': (what, others) => `${what} has no standby: its subnets are all in ${others}`,
  'unknown-nodes': (what) => `how many nodes ${what} has; assumed: one`,
  'no-takeover-of-node': (what) =>
    `whether callers of ${what} go on without its first node: nothing takes over from it; assumed: no`,
  'parts-of-data': (what, _, detail) =>
    `whether callers of ${what} go on without one of its ${detail} nodes: each holds a part of the data; assumed: no`,
  'nodes-without-zone': (what, others) =>
    `the zones of the nodes of ${what}: AWS chooses ${others === '' ? 'them' : `among ${others}`}; assumed: each may be any`,
  'nodes-in-one-zone': (what, others) => `the nodes of ${what} stand in one zone${others === '' ? '' : `, ${others}`}`,
  'may-share-zone': (what, others) =>
    `whether ${others === '' ? `the nodes of ${what}` : others} stand in different zones: AWS chooses them, and they are not certain to differ; assumed: no`,
  'unclear-members': (what, others) => `which instances belong to ${what}: ${others} may; assumed: those that are sure`,
  'no-members': (what) => `the instances of ${what}: none is in the Terraform; assumed: one in an unknown zone`,
  'proxy-without-target': (what) => `what ${what} passes requests on to: not in the Terraform; assumed: one machine`,
  'unclear-mount-target': (what, others) =>
    `whether ${others} has a mount target in the zone of ${what}; assumed: one in an unknown zone`,
  'no-mount-target': (what, others) => `${what} cannot mount ${others}: there is no mount target in its zone`,
  'service-elsewhere': (what, others) =>
    `${what} uses ${others}, which is not in the Terraform; assumed: AWS runs it over a region`,
  'unknown-zone': (what, _, detail) => `the zone of ${what}: ${detail}; assumed: any`,
  'one-of-zones': (what, others) =>
    `the zone of ${what}: AWS chooses one of ${others}; assumed: depends on each of them`,
  'unknown-zones': (what, others) =>
    `the zones of ${what}: ${others === '' ? 'its subnets are not in the Terraform' : `its subnets are some of ${others}, or their zones are not known`}; assumed: one unknown zone`,
  'spread-evenly': (what, _, detail) =>
    `which ${detail} of ${what} stands in which zone; assumed: AWS spreads them evenly, one zone after the other`,
  'balancer-zones': (what) =>
    `which zones ${what} is in; assumed: two at least, since a load balancer takes one subnet of a zone`,
  'default-network': (what) => `${what} names no subnet; assumed: it is in the default network, with a public address`,
  'unknown-region': () => 'the region: no provider names it',
  'unknown-way-out': (what, _, detail) =>
    `how ${what} reaches the internet (${detail}); assumed: a lost node is rebuilt without it`,
  'possible-way-out': (what, others) => `whether ${what} is rebuilt through ${others}; assumed: yes`,
  'unused-gateway': (what) => `what goes out through ${what}: not known; assumed: nothing that visitors depend on`,
  'unknown-count': (what, _, detail) => `how many ${what} there are: ${detail}; assumed: one`,
  'unknown-size': (what) => `how many ${what} keeps: its least number is not known; assumed: one`,
  'may-shrink': (what, _, detail) => {
    const [from, to] = detail.split(' ');
    return `how many ${what} has at a moment: it starts with ${from} and may fall to ${to}; assumed: ${to}`;
  },
  'keeps-size': (what, _, detail) =>
    `how many ${what} keeps: nothing in the Terraform scales it in; assumed: the ${detail} that it starts with`,
  'above-largest': (what, _, detail) => {
    const [least, most] = detail.split(' ');
    return `how many ${what} keeps: its min_size ${least} is above its max_size ${most}, which AWS refuses; assumed: ${most}`;
  },
  'may-fall-to-none': (what) =>
    `how many ${what} keeps: it may fall to none; assumed: that is meant, and it is not asked of it then`,
  'unknown-tasks': (what) => `how many tasks ${what} runs: its desired_count is not known; assumed: one`,
  'shared-instances': (what) => `which instances run the tasks of ${what}: not read; assumed: one runs them all`,
  'unknown-cross-zone': (what, _, detail) =>
    `whether ${what} sends to targets in other zones: cross_zone_load_balancing is ${detail}; assumed: no`,
  'unreadable-target-rules': (what, others) =>
    `whether ${others} reaches ${what}: not all of their security groups can be read; assumed: no`,
  'possible-target': (what, others) =>
    `whether ${others} reaches ${what}: not all of their security groups can be read; assumed: yes`,
  'closed-target': (what, others, detail) =>
    `${others} does not reach ${what}: no security group lets port ${detail} out of the one and into the other`,
  'target-outside-zones': (what, others, detail) => `${others} sends nothing to ${what}: it has no subnet in ${detail}`,
  'forwards-elsewhere': (what) =>
    `all that ${what} forwards to: some of it is not in the Terraform, or not known; assumed: one machine in an unknown zone`,
  'forwards-nowhere': (what) =>
    `what answers behind ${what}: nothing in the Terraform that it forwards to; assumed: one machine in an unknown zone`,
  'no-targets': (what) => `the targets of ${what}: none is in the Terraform; assumed: one machine in an unknown zone`,
  'unclear-targets': (what) =>
    `the targets of ${what}: some are not known; assumed: those that are sure, or each that may be`,
  'empty-default-group': (what) =>
    `who is answered by ${what}: it has no targets, and rules lead visitors to others; assumed: nobody`,
  'no-target-check': (what) => `whether a dead target of ${what} is left out: its health check is off; assumed: no`,
  'inner-entrance': (what) => `who uses ${what}: nothing is public; assumed: users come in there`,
  'leads-elsewhere': (what) =>
    `all that ${what} leads to: some of it is not in the Terraform, or not read; assumed: one machine in an unknown zone`,
  'derived-name': (what, others, detail) =>
    `where the origin ${detail} of ${what} leads: its name is made from ${others}; assumed: there`,
  'not-an-entrance': (what, _, detail) => `whether visitors use ${what}: ${detail}; assumed: no`,
  'no-web-port': (what, _, detail) =>
    `whether visitors use ${what}: it has a public address, but none of the ports ${detail} is open to all; assumed: no`,
  'record-elsewhere': (what) =>
    `where ${what} leads: not to something of this Terraform that is read; assumed: visitors do not come in there`,
  'record-target-elsewhere': (what) =>
    `where ${what} leads: not to something of this Terraform; assumed: one machine in an unknown zone`,
  'unclear-record': (what, others) => `where ${what} leads: one of ${others}, and not known which; not counted`,
  'several-addresses': (what, _, detail) =>
    `whether visitors of ${what} try another of its ${detail} addresses when one is dead; assumed: no`,
  'no-failover-check': (what) => `whether ${what} gives way to the secondary: it has no health check; assumed: no`,
  'given-out-dead': (what) =>
    `whether ${what} stops being given out when dead: not without a health check, nor where the answer goes by the visitor's place; assumed: no`,
  'unknown-enabled': (what, _, detail) => `whether ${what} is enabled: ${detail}; assumed: yes`,
  disabled: (what) => `who uses ${what}: it is not enabled; assumed: nobody`,
  'further-paths': (what, _, detail) =>
    `what ${what} needs for the paths of its further behaviors: they lead to ${detail}; assumed: each is needed`,
  'unknown-origin': (what, _, detail) =>
    `the origin ${detail} of ${what}: not in the Terraform; assumed: one machine in an unknown zone`,
  'no-entrance': (what) =>
    `who uses ${what}: no place where visitors come in is in the Terraform; each is judged by itself`,
  'any-member': (what) => `whether one of the machines of ${what} stands in for another; assumed: yes`,
  'network-list': (what) => `what ${what} keeps out: not read; assumed: it lets through what security groups do`,
  'regional-services': (what) =>
    `whether the site depends on resources of ${what}: not read; assumed: AWS runs them over several zones`,
  'unread-module': (what, _, detail) =>
    `${what} was not entered, so what it makes and what its outputs are is not known: ${detail}`,
  'harmless-module': (what, _, detail) =>
    `${what} was not entered; assumed: it makes nothing that visitors depend on (${detail})`,
  'unread-type': (what) => `resources of ${what}: not read`,
  'unread-provider': (what) => `resources of ${what}, which are other providers': not read`,
  'unread-data': (what) => `${what}: what these data sources stand for is not in the Terraform`,
  'other-configuration': (what) =>
    `what the topology claims of it: it was synthesized by nospof, and no ${what} lies beside it; inferred from the Terraform alone`,
  'other-source': (what, _, detail) =>
    `what is known after the apply, by the Terraform in ${what} beside the plan: ${detail}; only the plan was read`,
  'unknown-zone-of-claim': (what) => `the zone of ${what}`,
  'ambiguous-zone': (what, others) => `whether the zone ${what} is one of ${others}; assumed: each of them`,
  'claims-without-digests': (what) =>
    `whether it is as it was rendered: ${what} is of an older release, without digests; 'nospof synth' renews it`,
  'unreadable-machine': (what, _, detail) => `the configuration of ${what}: ${detail}`,
};

/** What a note says, as one line; a text stays as it is. */
export function noteText(note: Note | string): string {
  if (typeof note === 'string') return note;
  const text = SENTENCES[note.code](names(note.subjects), names(note.others), note.detail ?? '', note);
  return text.replace(/\s+/g, ' ');
}
