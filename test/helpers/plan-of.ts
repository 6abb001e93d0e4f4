import { createHash } from 'node:crypto';
import { reference } from '../../terraform/references';
import { ResourceIndex } from '../../terraform/resource-index';
import { blocks, type Fields, fields, isFields } from '../../terraform/values';
import { diffStacks } from '../../upgrade/diff/diff-stacks';
import type { Side } from '../../upgrade/upgrade';

/*
 * What `terraform show -json` prints of a plan of one stack over another that was applied, without Terraform and AWS: actions as
 * predicted, ids made up, and what is known only after the apply left out. Real plans are in test/cli/review.test.ts and the ladder.
 */

/** A plan over the state that `before` left. */
export function planOf(before: Side, after: Side): object {
  const [old, now] = [new ResourceIndex(before.terraform), new ResourceIndex(after.terraform)];
  const actions = new Map(diffStacks(before, after).resources.map(({ address, action }) => [address, action]));
  const isNew = (address: string) => ['create', 'replace'].includes(actions.get(address) ?? '');
  const [prior, planned] = [new Values(old, () => false, before.terraform), new Values(now, isNew, after.terraform)];
  const addresses = [...new Set([...old.all, ...now.all].map(({ address }) => address))];
  return {
    format_version: '1.2',
    terraform_version: '1.11.0',
    prior_state: { format_version: '1.0', values: { root_module: { resources: prior.resources() } } },
    planned_values: { root_module: { resources: planned.resources() } },
    resource_changes: addresses.map((address) => change(address, actions.get(address), prior, planned)),
    configuration: {
      provider_config: { aws: { expressions: { region: { constant_value: now.region } } } },
      root_module: { resources: planned.configuration() },
    },
  };
}

/** The state that a stack leaves when it is applied, as `terraform show -json` prints it. */
export function stateOf({ terraform }: Side): object {
  const values = new Values(new ResourceIndex(terraform), () => false, terraform);
  return { format_version: '1.0', values: { root_module: { resources: values.resources() } } };
}

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  create: ['create'],
  update: ['update'],
  replace: ['delete', 'create'],
  destroy: ['delete'],
};

function change(address: string, action: string | undefined, prior: Values, planned: Values): object {
  const [type = '', name = ''] = address.split('.');
  const [before, after] = [prior.of(address), planned.of(address)];
  return {
    address,
    mode: 'managed',
    type,
    name,
    change: {
      actions: ACTIONS[action ?? ''] ?? ['no-op'],
      before: before?.values ?? null,
      after: after?.values ?? null,
      after_unknown: after?.unknown ?? {},
    },
  };
}

interface Read {
  readonly values: Record<string, unknown>;
  readonly unknown: Record<string, unknown>;
}

class Values {
  readonly #defaultTags: Fields;

  constructor(
    readonly stack: ResourceIndex,
    readonly isNew: (address: string) => boolean,
    terraform: unknown,
  ) {
    const [aws] = blocks(fields(fields(terraform).provider).aws);
    this.#defaultTags = fields(blocks(aws?.default_tags)[0]?.tags);
  }

  resources(): object[] {
    return [...this.stack.all].map(({ address, type, name }) => {
      const provider_name = 'registry.terraform.io/hashicorp/aws';
      return { address, mode: 'managed', type, name, provider_name, values: this.of(address)?.values };
    });
  }

  of(address: string): Read | undefined {
    const resource = this.stack.get(address);
    if (!resource) return undefined;
    const { lifecycle: _, depends_on: __, '//': ___, user_data_base64: packed, ...body } = resource.body;
    const local = typeof packed === 'string' ? /\((local\.[\w-]+)\)/.exec(packed)?.[1] : undefined;
    const all = local === undefined ? body : { ...body, user_data: `\${${local}}` };
    const isBucket = resource.type === 'aws_s3_bucket';
    const attributes = ['id', 'arn', ...(isBucket ? ['bucket', 'bucket_regional_domain_name'] : [])];
    const made = this.isNew(address) ? [] : attributes.map((name) => [name, idOf(address, name)]);
    const tags = isFields(body.tags) ? { tags_all: { ...this.#defaultTags, ...body.tags } } : {};
    const own = { ...Object.fromEntries(made), ...tags };
    const { values, unknown } = this.#read(all);
    return {
      values: { ...own, ...fields(values) },
      unknown: { ...fields(unknown), ...(this.isNew(address) ? { id: true } : {}) },
    };
  }

  /** The expressions of every resource that refer to others. */
  configuration(): object[] {
    return [...this.stack.all].map(({ type, name, body }) => {
      return { mode: 'managed', type, name, expressions: fields(expressionOf(body)) };
    });
  }

  /** A value with references as ids, and its shape with `true` for what is known after the apply. */
  #read(value: unknown): { readonly values: unknown; readonly unknown: unknown } {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) {
      const read = value.map((one) => this.#read(one));
      return { values: read.map(({ values }) => values ?? null), unknown: read.map(({ unknown }) => unknown ?? false) };
    }
    if (!isFields(value)) return { values: value, unknown: undefined };
    const read = Object.entries(value).map(([key, one]) => [key, this.#read(one)] as const);
    return {
      values: Object.fromEntries(read.flatMap(([key, { values }]) => (values === undefined ? [] : [[key, values]]))),
      unknown: Object.fromEntries(
        read.flatMap(([key, { unknown }]) => (unknown === undefined ? [] : [[key, unknown]])),
      ),
    };
  }

  #text(text: string): { readonly values: unknown; readonly unknown: unknown } {
    const resolved = this.stack.value(text);
    if (typeof resolved !== 'string') return this.#read(resolved);
    let isKnown = true;
    const values = resolved
      .replaceAll(/(?<!\$)\$\{([a-z]\w*\.\w+(?:\.\w+|\[\d+\])*)\}/g, (whole, inner: string) => {
        const to = reference(`\${${inner}}`);
        if (!to || !this.stack.has(to.address)) return whole;
        if (this.isNew(to.address)) isKnown = false;
        return idOf(to.address, to.attribute);
      })
      .replaceAll('$${', '${')
      .replaceAll('%%{', '%{');
    return isKnown ? { values, unknown: undefined } : { values: undefined, unknown: true };
  }
}

/** As AWS's own: nobody else's, and of the attribute. A bucket's id is its name. */
function idOf(address: string, attribute: string): string {
  const hash = createHash('sha256').update(address).digest('hex').slice(0, 12);
  if (attribute === 'arn') return `arn:aws:ec2:eu-central-1:123456789012:thing/${hash}`;
  if (attribute === 'bucket_regional_domain_name') return `b-${hash}.s3.eu-central-1.amazonaws.com`;
  return attribute === 'id' || attribute === 'bucket' ? `r-${hash}` : `r-${hash}${attribute.replaceAll('_', '')}`;
}

function expressionOf(value: unknown): unknown {
  if (typeof value === 'string') {
    const to = reference(value);
    return to ? { references: [`${to.address}.${to.attribute}`, to.address] } : { constant_value: value };
  }
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one === 'string')) {
      const references = value.flatMap((one) => {
        const to = reference(one);
        return to ? [`${to.address}.${to.attribute}`, to.address] : [];
      });
      return references.length > 0 ? { references } : { constant_value: value };
    }
    return value.map(expressionOf);
  }
  if (!isFields(value)) return { constant_value: value };
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expressionOf(one)]));
}
