import { counts } from '../../model/rendered/harmless';
import { statementsOf } from '../../terraform/policies';
import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { fields } from '../../terraform/values';
import { BYSTANDERS, FAR_REACHING } from './bystanders';
import type { EvidenceContext } from './site';

/** A resource beside the site that is not read, and what of the site it refers to; nothing where it acts on the whole account. */
export interface UnreadBeside {
  readonly address: string;
  readonly touches: readonly string[];
}

/**
 * Resources that synthesis did not render and that refer to what it did, be it through locals or data sources: they are
 * bystanders for a reason, read by a rule, or named here. Complexity: linear in the text of what was added.
 */
export function unreadBeside({ stack, claims: { rendered } }: EvidenceContext): readonly UnreadBeside[] {
  // Without digests it is not known what is the site's own, and so not what touches it either.
  const isOwn = (address: string) => rendered !== undefined && Object.hasOwn(rendered.resources, address);
  const mentions = new Mentions(stack);
  return [...stack.all].flatMap((resource): UnreadBeside[] => {
    const { address, type } = resource;
    if (isOwn(address) || (type.startsWith('aws_') && !counts(type))) return [];
    if (FAR_REACHING.test(type)) return [{ address, touches: [] }];
    if (rendered === undefined) return [];
    const touches = mentions.of(resource).filter(isOwn);
    const unread = touches.filter((one) => !isHarmless(resource, stack.get(one), stack));
    return unread.length === 0 ? [] : [{ address, touches: [...new Set(unread)].sort() }];
  });
}

/** All that a resource refers to. */
class Mentions {
  readonly #known = new Map<string, readonly string[]>();

  constructor(readonly stack: ResourceIndex) {}

  of({ address, body }: Resource): readonly string[] {
    const { '//': _, depends_on: __, lifecycle: ___, ...own } = body;
    return this.#in(address, own);
  }

  #in(name: string, value: unknown): readonly string[] {
    const known = this.#known.get(name);
    if (known) return known;
    // Whoever comes round in a circle finds nothing more.
    this.#known.set(name, []);
    const text = JSON.stringify(value ?? null).replaceAll('\\"', '"');
    const locals = (text.match(/\$\{[^}]*\}/g) ?? []).flatMap((one) =>
      [...one.matchAll(/\blocal\.([\w-]+)/g)].map(([, local = '']) => local),
    );
    const found = [
      ...this.stack.addressesIn(text).flatMap((address) => {
        const data = this.stack.data(address);
        return data ? this.#in(address, data) : [address.replace(/\[[^\]]*\]$/, '')];
      }),
      ...locals.flatMap((local) => this.#in(`local.${local}`, fields(this.stack.locals)[local])),
    ];
    this.#known.set(name, found);
    return found;
  }
}

function isHarmless(resource: Resource, own: Resource | undefined, stack: ResourceIndex): boolean {
  const { type, body } = resource;
  if (own === undefined || !type.startsWith('aws_')) return !hasProvisioner(resource) && !type.startsWith('awscc_');
  const bystander = BYSTANDERS.some(({ types, touch }) => types.test(type) && touch.test(own.type));
  switch (type) {
    case 'aws_iam_role_policy':
      return bystander || statementsOf(stack.text(body.policy)).length > 0;
    case 'aws_iam_role_policy_attachment':
      return bystander || isReadable(body.policy_arn, stack);
    case 'aws_s3_object':
      return own.type === 'aws_s3_bucket' && /^(?!nodes\/|application\/)[^$]+$/.test(String(body.key));
    case 'aws_ec2_tag':
      return typeof body.key === 'string' && !/^nospof:|\$\{/.test(body.key);
    case 'aws_ssm_parameter':
      return bystander && !/^\/nospof\//.test(String(body.name));
    case 'aws_route53_record':
      return bystander && !sharesName(resource, stack);
    default:
      return bystander && !hasProvisioner(resource);
  }
}

/** A policy whose statements are in this Terraform, or one of AWS's that only allows. */
function isReadable(arn: unknown, stack: ResourceIndex): boolean {
  const policy = stack.target(arn);
  if (policy) return statementsOf(stack.text(policy.body.policy)).length > 0;
  return typeof arn === 'string' && /^arn:aws[\w-]*:iam::aws:policy\/(?!.*(Deny|Quarantine))[\w/+=,.@-]+$/.test(arn);
}

/** One more answer for a name for which the site gives some itself. */
function sharesName({ address, body }: Resource, stack: ResourceIndex): boolean {
  return stack
    .ofType('aws_route53_record')
    .some(
      (one) =>
        one.address !== address &&
        one.body.name === body.name &&
        one.body.zone_id === body.zone_id &&
        one.body.type === body.type,
    );
}

function hasProvisioner({ body }: Resource): boolean {
  return body.provisioner !== undefined;
}
