import { gunzipSync } from 'node:zlib';
import { type Resource, ResourceIndex } from '../resource-index';
import { type Fields, isFields, strings } from '../values';
import { PlanConfiguration } from './configuration';
import type { PlannedResource, TerraformDocument } from './document';
import { Identities } from './identities';

/** Largest text of user data that is unpacked: EC2 takes 16 KiB of it, packed. */
const MAX_USER_DATA = 1024 * 1024;

/**
 * A plan or state as a stack, so that the rules for synthesized Terraform read it as well: known values as they are, ids
 * of other resources as references to them, and for what is known after the apply the references of the configuration.
 * Where these leave open what is meant, the value is an expression that names all that it may be:
 * `${unknown(aws_subnet.a.id, aws_subnet.b.id)}`.
 * @param synthesized the configuration that was planned, whose own expressions stand for what is known after the apply
 * @throws UnreadableTerraformError where it holds nothing of AWS
 */
export function plannedStack(document: TerraformDocument, synthesized?: ResourceIndex): ResourceIndex {
  const { resources, changes } = document;
  const configuration = new PlanConfiguration(
    document.configuration ?? {},
    resources.map(({ address }) => address),
  );
  const unknown = new Map(changes.map(({ address, afterUnknown }) => [address, afterUnknown]));
  const identities = new Identities(resources);
  const read = (planned: PlannedResource): Resource => {
    const { address, type, module, name } = planned;
    const expressions = configuration.expressions(module, type, name);
    const own = synthesized?.get(address)?.body ?? {};
    const reader = new Reader(planned, configuration, identities);
    const body = {
      ...reader.object(planned.values, unknown.get(address) ?? {}, expressions),
      ...reader.later(own, unknown.get(address) ?? {}),
    };
    return {
      address,
      type,
      name: address.slice(address.lastIndexOf(`${type}.`) + type.length + 1),
      body: unpacked(body),
    };
  };
  const region = configuration.region(document.variables) ?? regionIn(resources);
  const provider = { aws: region === undefined ? [] : [{ region }] };
  const rest = synthesized === undefined ? {} : { locals: synthesized.locals };
  return new ResourceIndex({ provider, ...rest }, resources.map(read));
}

/** Arguments that are written plainly and planned as they are written. */
const PLAIN = ['availability_zone', 'cidr_block', 'instance_type', 'private_ip'];

/** What a synthesized configuration has otherwise than the plan, in a sentence; undefined where nothing of it is seen. */
export function otherThanPlanned({ resources }: TerraformDocument, synthesized: ResourceIndex): string | undefined {
  for (const { address, values } of resources) {
    const body = synthesized.get(address)?.body ?? {};
    for (const key of PLAIN) {
      const [written, planned] = [body[key], values[key]];
      if (typeof written !== 'string' || typeof planned !== 'string' || written.includes('${') || written === planned)
        continue;
      return `${key} of ${address} is planned as ${planned}, and ${written} in the configuration beside the claims`;
    }
  }
  return undefined;
}

/** Reads the arguments of one resource. */
class Reader {
  constructor(
    readonly resource: PlannedResource,
    readonly configuration: PlanConfiguration,
    readonly identities: Identities,
  ) {}

  object(values: Fields, unknown: Fields, expressions: Fields, inherited?: Fields): Fields {
    const keys = new Set([...Object.keys(values), ...Object.keys(unknown)]);
    const read = [...keys].flatMap((key): [string, unknown][] => {
      const value = this.#value(key, values[key], unknown[key], expressions[key] ?? inherited, inherited);
      return value === undefined || value === null ? [] : [[key, value]];
    });
    return Object.fromEntries(read);
  }

  /** Arguments that hold something unknown, as the synthesized configuration has them. */
  later(own: Fields, unknown: Fields): Fields {
    return Object.fromEntries(Object.entries(own).filter(([key]) => holdsUnknown(unknown[key])));
  }

  #value(key: string, value: unknown, unknown: unknown, expression: unknown, inherited: Fields | undefined): unknown {
    if (unknown === true) return this.#referred(expression);
    if (typeof value === 'string') return this.identities.reference(value, key, this.resource);
    if (Array.isArray(value) || Array.isArray(unknown)) return this.#list(key, value, unknown, expression, inherited);
    if (!isFields(value) && !isFields(unknown)) return value;
    const leaf = leafOf(expression);
    const nested = leaf === undefined && isFields(expression) ? expression : {};
    return this.object(isFields(value) ? value : {}, isFields(unknown) ? unknown : {}, nested, leaf ?? inherited);
  }

  #list(key: string, value: unknown, unknown: unknown, expression: unknown, inherited: Fields | undefined): unknown {
    const values: readonly unknown[] = Array.isArray(value) ? value : [];
    const unknowns: readonly unknown[] = Array.isArray(unknown) ? unknown : [];
    const length = Math.max(values.length, unknowns.length);
    if (unknowns.some((one) => one === true) && leafOf(expression) !== undefined) {
      const known = values
        .filter((one) => typeof one === 'string')
        .map((one) => this.identities.reference(one, key, this.resource));
      return [...known, ...strings(this.#referred(expression))];
    }
    return Array.from({ length }, (_, index) => {
      const item = values[index];
      const written = Array.isArray(expression) ? blockOf(item, index, expression, length) : expression;
      return this.#value(key, item, unknowns[index], written, inherited);
    });
  }

  #referred(expression: unknown): unknown {
    const leaf = leafOf(expression);
    if (leaf === undefined) return undefined;
    const { references, exact } = this.configuration.resolve(strings(leaf.references), this.resource.module);
    if (!exact) return `\${unknown(${references.join(', ')})}`;
    const texts = references.map((one) => `\${${one}}`);
    return texts.length === 1 ? texts[0] : texts;
  }
}

/** An expression with references; a constant or a block is none. */
function leafOf(expression: unknown): Fields | undefined {
  return isFields(expression) && Array.isArray(expression.references) ? expression : undefined;
}

/** Sets of blocks are planned in another order than written: a block is found by its constants, or stands for all of them. */
function blockOf(item: unknown, index: number, written: readonly unknown[], length: number): unknown {
  const options = written.filter(isFields).filter((block) => isFields(item) && agrees(item, block));
  if (options.length === 1) return options[0];
  if (length === 1) return written[index];
  const keys = new Set(options.flatMap((block) => Object.keys(block)));
  return Object.fromEntries(
    [...keys].map((key) => {
      const references = options.flatMap((block) => strings(leafOf(block[key])?.references));
      // Followed by a name that resolves to nothing: which of them it is stays open.
      return [key, { references: references.length === 0 ? [] : [...references, 'each.value'] }];
    }),
  );
}

function agrees(item: Fields, block: Fields): boolean {
  return Object.entries(block).every(([key, expression]) => {
    const constant = isFields(expression) ? expression.constant_value : undefined;
    return constant === undefined || typeof constant === 'object' || String(constant) === String(item[key]);
  });
}

function holdsUnknown(unknown: unknown): boolean {
  if (unknown === true) return true;
  return typeof unknown === 'object' && unknown !== null && Object.values(unknown).some(holdsUnknown);
}

/** Packed user data as text, in which no expression is left. */
function unpacked(body: Fields): Fields {
  const { user_data_base64: packed, ...rest } = body;
  if (typeof packed !== 'string' || packed.includes('${')) return body;
  try {
    const bytes = Buffer.from(packed, 'base64');
    const plain =
      bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: MAX_USER_DATA }) : bytes;
    return { ...rest, user_data: plain.toString('utf8').replaceAll(/[$%](?=\{)/g, '$&$&') };
  } catch {
    return body;
  }
}

/** A state names no provider's region; the ARNs in it do. */
function regionIn(resources: readonly PlannedResource[]): string | undefined {
  const arns = resources.map(({ values }) => (typeof values.arn === 'string' ? values.arn.split(':') : []));
  const regions = new Set(
    arns.flatMap(([, , service, region]) => (REGIONAL.has(service ?? '') && region ? [region] : [])),
  );
  return regions.size === 1 ? [...regions][0] : undefined;
}

const REGIONAL: ReadonlySet<string> = new Set([
  'ec2',
  'elasticloadbalancing',
  'autoscaling',
  'rds',
  'elasticache',
  'elasticfilesystem',
]);
