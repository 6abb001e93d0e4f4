import { links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks, isUnknown, number, possibleBlocks } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import { shortResourceName } from '../names';
import { allOf, type Condition, type InferredMember } from '../site';
import type { Answer, Answering, Entrance } from './entrance';
import type { Hosts } from './hosts';

const TYPES: ReadonlySet<unknown> = new Set(['A', 'AAAA', 'CNAME']);

interface Answered {
  readonly record: Resource;
  readonly answers: readonly Answer[];
}

/** Names in Route 53, each made when it is asked for: a name may lead to what leads to another name. */
export class Records {
  readonly #sets = new Map<string, Resource[]>();
  readonly #made = new Map<string, Entrance | undefined>();

  constructor(
    readonly answer: Answering,
    readonly hosts: Hosts,
    readonly context: InferenceContext,
  ) {
    for (const record of context.stack.ofType('aws_route53_record')) {
      if (!TYPES.has(record.body.type)) continue;
      const key = keyOf(record);
      this.#sets.set(key, [...(this.#sets.get(key) ?? []), record]);
    }
  }

  /** Names that lead visitors to something of this Terraform. */
  get entrances(): readonly Entrance[] {
    return [...this.#sets].flatMap(([key, set]) => {
      if (set.every((record) => inPrivateZone(record, this.context))) return [];
      const made = this.#make(key, set);
      if (made) return [made];
      const others = set.filter((record) => !isProof(record));
      for (const { address } of others) this.context.note('record-elsewhere', address);
      return [];
    });
  }

  /** What answers at a record's name. */
  of(record: Resource): Entrance | undefined {
    const key = keyOf(record);
    return this.#make(key, this.#sets.get(key) ?? []);
  }

  #make(key: string, set: readonly Resource[]): Entrance | undefined {
    if (this.#made.has(key)) return this.#made.get(key);
    // A name that leads back to itself leads nowhere.
    this.#made.set(key, undefined);
    const answered = set.map((record) => ({ record, answers: this.#targets(record) }));
    // What is not known of a name may lead here, too.
    const leads = answered.some(({ record, answers }) => answers.length > 0 || isUnknown(record.body.alias));
    const made = leads
      ? entrance(
          answered.map((one) => whole(one, this.context)),
          this.context,
        )
      : undefined;
    this.#made.set(key, made);
    return made;
  }

  #targets({ address, body }: Resource): readonly Answer[] {
    const written = [...blocks(body.alias).map(({ name }) => name), body.records];
    const unclear = written.flatMap((one) => {
      const { certain, possible } = links(
        one,
        ['aws_lb', 'aws_alb', 'aws_elb', 'aws_eip', 'aws_instance'],
        this.context.stack,
      );
      return possible.length > certain.length + 1 ? possible : [];
    });
    if (unclear.length > 0) this.context.note('unclear-record', address, { others: unclear.map((one) => one.address) });
    return written
      .flatMap((one) => this.hosts.all(one))
      .flatMap(({ resource }) => (resource ? (this.answer(resource) ?? []) : []));
  }
}

function keyOf({ body }: Resource): string {
  return [body.zone_id, body.name].join(' ');
}

/** What is given out beside an address of this Terraform, and is none itself, is not passed over. */
function whole({ record, answers }: Answered, context: InferenceContext): Answered {
  if (answers.length > 0) return { record, answers };
  const { address } = record;
  context.note('record-target-elsewhere', address);
  return { record, answers: [{ serve: context.unseen(`${address} target`), by: record }] };
}

/** Records by which the owner of a name is proved, for certificates and mail: no visitor asks for them. */
function isProof({ body }: Resource): boolean {
  const written = JSON.stringify(body);
  return /aws_acm_certificate|aws_ses|acm-validations\.aws|dkim\.amazonses|"name":"_/.test(written);
}

function inPrivateZone({ body }: Resource, { stack }: InferenceContext): boolean {
  const [zone] = links(body.zone_id, ['aws_route53_zone'], stack).certain;
  const apart = zone && stack.links.to(zone, ['aws_route53_zone_association'], 'zone_id').certain;
  return zone !== undefined && (blocks(zone.body.vpc).length > 0 || (apart?.length ?? 0) > 0);
}

function entrance(set: readonly Answered[], context: InferenceContext): Entrance {
  const [first] = set.map(({ record }) => record);
  const types = [...new Set(set.map(({ record }) => record.body.type))].sort();
  const resource = first as Resource;
  const id = (capability: string) => context.names.service(resource.address, capability);
  for (const { record } of set) context.addGlobal(record.address, shortResourceName(resource.address));
  const perType = types.map((type) => set.filter(({ record }) => record.body.type === type));
  const offer = (capability: string, condition: (answer: Answer) => Condition | undefined): string => {
    const parts = perType.map((one, index) => {
      const service = id(index === 0 ? capability : `${capability} ${one[0]?.record.body.type}`);
      return context.offer({ id: service, ...answering(one, condition, context) });
    });
    if (parts.length === 1) return parts[0] ?? '';
    const element = resource.address;
    return context.offer({
      id: id(`${capability} of all types`),
      members: [{ element, needs: parts.map((service) => ({ service })) }],
      enough: 1,
    });
  };
  const hasMedia = set.every(({ answers }) => answers.every(({ media }) => media !== undefined));
  return {
    resource,
    label: hostName(resource, context),
    serve: offer('dns', ({ serve }) => serve),
    ...(hasMedia ? { media: offer('media', ({ media }) => media) } : {}),
    // What answers elsewhere stands for itself here, and the name is no less an entrance for it.
    leadsTo: set
      .flatMap(({ answers }) => answers.map(({ by }) => by))
      .filter((by) => by.type !== resource.type || !set.some(({ record }) => record === by)),
  };
}

/** Which records of one name and type are given out, and how many of them must lead somewhere. */
function answering(
  set: readonly Answered[],
  condition: (answer: Answer) => Condition | undefined,
  context: InferenceContext,
) {
  const member = ({ record, answers }: Answered): InferredMember => {
    return { element: record.address, needs: [allOf(answers.flatMap((one) => condition(one) ?? []))] };
  };
  for (const { record, answers } of set) {
    if (answers.length > 1) context.note('several-addresses', record.address, { detail: String(answers.length) });
  }
  const used = given(set);
  const failover = used.some(({ record }) => blocks(record.body.failover_routing_policy).length > 0);
  if (failover) {
    const primary = used.filter(({ record }) => blocks(record.body.failover_routing_policy)[0]?.type === 'PRIMARY');
    const checked = primary.every(({ record }) => isChecked(record));
    if (!checked)
      context.note(
        'no-failover-check',
        primary.map(({ record }) => record.address),
      );
    return { members: (checked ? used : primary).map(member), enough: 1 };
  }
  const unchecked = used.filter(({ record }) => !isChecked(record) || isByPlace(record));
  if (unchecked.length === 0 || used.length === 1) return { members: used.map(member), enough: 1 };
  context.note(
    'given-out-dead',
    unchecked.map(({ record }) => record.address),
  );
  return { members: unchecked.map(member), enough: unchecked.length };
}

/** A record of weight 0 is given out only where all have that weight. */
function given(set: readonly Answered[]): readonly Answered[] {
  const weight = ({ record }: Answered) => number(blocks(record.body.weighted_routing_policy)[0]?.weight);
  const used = set.filter((one) => weight(one) !== 0);
  return used.length === 0 ? set : used;
}

function isChecked({ body }: Resource): boolean {
  const followed = blocks(body.alias).some(
    (alias) => alias.evaluate_target_health === true || alias.evaluate_target_health === 'true',
  );
  return followed || (typeof body.health_check_id === 'string' && body.health_check_id !== '');
}

function isByPlace({ body }: Resource): boolean {
  const policies = [body.geolocation_routing_policy, body.geoproximity_routing_policy, body.cidr_routing_policy];
  return policies.some((policy) => possibleBlocks(policy).length > 0);
}

function hostName({ address, body }: Resource, context: InferenceContext): string {
  const name = context.stack.text(body.name);
  return name === undefined || name === '' || name.includes('${')
    ? shortResourceName(address)
    : name.replace(/\.$/, '');
}
