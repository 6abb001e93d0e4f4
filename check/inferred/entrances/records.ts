import { joined, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks, number } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import { shortName } from '../names';
import { allOf, type Condition, type InferredMember } from '../site';
import { ANSWERING, type Answer, type Answering, type Entrance } from './entrance';

const TYPES: ReadonlySet<unknown> = new Set(['A', 'AAAA', 'CNAME']);

interface Answered {
  readonly record: Resource;
  readonly answers: readonly Answer[];
}

/** Names in Route 53 that lead visitors to something of this Terraform. */
export function records(answer: Answering, context: InferenceContext): readonly Entrance[] {
  const sets = new Map<string, Answered[]>();
  for (const record of context.stack.ofType('aws_route53_record')) {
    if (!TYPES.has(record.body.type) || inPrivateZone(record, context)) continue;
    const answers = targets(record, context).flatMap((one) => answer(one) ?? []);
    const key = [record.body.zone_id, record.body.name].join(' ');
    sets.set(key, [...(sets.get(key) ?? []), { record, answers }]);
  }
  return [...sets.values()].flatMap((set) => {
    if (set.some(({ answers }) => answers.length > 0))
      return [
        entrance(
          set.map((one) => whole(one, context)),
          context,
        ),
      ];
    for (const { record } of set.filter((one) => !isProof(one.record))) {
      context.note(
        `where ${record.address} leads: not to something of this Terraform that is read; not taken as where visitors come in`,
      );
    }
    return [];
  });
}

/** What is given out beside an address of this Terraform, and is none itself, is not passed over. */
function whole({ record, answers }: Answered, context: InferenceContext): Answered {
  if (answers.length > 0) return { record, answers };
  const { address } = record;
  context.note(`where ${address} leads: not to something of this Terraform; taken as one machine in an unknown zone`);
  const zone = { id: undefined, why: 'it is not in the Terraform' };
  const up = context.add(context.places.element(`${address} target`, 'node', zone));
  return { record, answers: [{ serve: { up }, by: record }] };
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

function targets({ address, body }: Resource, context: InferenceContext): readonly Resource[] {
  const aliases = blocks(body.alias).map(({ name }) => links(name, ANSWERING, context.stack));
  const { certain, possible } = joined([...aliases, links(body.records, ANSWERING, context.stack)]);
  if (possible.length > certain.length) {
    context.note(
      `where ${address} leads: one of ${possible.map((one) => one.address).join(', ')}, and not known which; not counted`,
    );
  }
  return certain;
}

function entrance(set: readonly Answered[], context: InferenceContext): Entrance {
  const [first] = set.map(({ record }) => record);
  const types = [...new Set(set.map(({ record }) => record.body.type))].sort();
  const resource = first as Resource;
  const id = (capability: string) => context.names.service(resource.address, capability);
  for (const { record } of set)
    context.add({ id: record.address, class: 'managed', needs: [], tier: shortName(resource.address) });
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
    leadsTo: set.flatMap(({ answers }) => answers.map(({ by }) => by)),
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
    if (answers.length > 1)
      context.note(
        `whether visitors of ${record.address} try another of its ${answers.length} addresses when one is dead: taken as not`,
      );
  }
  const used = given(set);
  const failover = used.some(({ record }) => blocks(record.body.failover_routing_policy).length > 0);
  if (failover) {
    const primary = used.filter(({ record }) => blocks(record.body.failover_routing_policy)[0]?.type === 'PRIMARY');
    const checked = primary.every(({ record }) => isChecked(record));
    if (!checked)
      context.note(
        `whether ${primary.map(({ record }) => record.address).join(', ')} gives way to the secondary: it has no health check; taken as not`,
      );
    return { members: (checked ? used : primary).map(member), enough: 1 };
  }
  const unchecked = used.filter(({ record }) => !isChecked(record) || isByPlace(record));
  if (unchecked.length === 0 || used.length === 1) return { members: used.map(member), enough: 1 };
  context.note(
    `whether ${unchecked.map(({ record }) => record.address).join(', ')} stops being given out when dead: not without a health check, nor where the answer goes by the visitor's place; each is taken as needed`,
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
  return policies.some((policy) => blocks(policy).length > 0);
}

function hostName({ address, body }: Resource, context: InferenceContext): string {
  const name = context.stack.text(body.name);
  return name === undefined || name === '' || name.includes('${') ? shortName(address) : name.replace(/\.$/, '');
}
