import type { SourceModule } from '../hcl/source-module';
import { plannedSource } from '../hcl/source-stack';
import { unpackedUserData } from '../machine/unpacked';
import { type Resource, ResourceIndex } from '../resource-index';
import type { Fields } from '../values';
import { ArgumentReader, holdsUnknown } from './argument-reader';
import { PlanConfiguration } from './configuration';
import type { PlannedResource, TerraformDocument } from './document';
import { DocumentValues, variableValues } from './document-values';
import { Identities } from './identities';

/** The configuration that a plan was made from. */
export interface Configured {
  /** As cdktf wrote it. */
  readonly synthesized?: ResourceIndex;
  /** As people wrote it. */
  readonly source?: SourceModule;
}

/**
 * A plan or state as a stack, so that the rules for synthesized Terraform read it as well: known values as they are, ids
 * of other resources as references to them, and for what is known after the apply the references of the configuration.
 * Where these leave open what is meant, the value is an expression that names all that it may be:
 * `${unknown(aws_subnet.a.id, aws_subnet.b.id)}`. Subnets that were read as data stand beside the others, since they tell where
 * machines stand.
 * @param configured the configuration that was planned, whose own expressions stand for what is known after the apply
 * @throws UnreadableTerraformError where it holds nothing of AWS
 */
export function plannedStack(document: TerraformDocument, { synthesized, source }: Configured = {}): ResourceIndex {
  const { resources, changes } = document;
  const written = source === undefined ? undefined : sourceBodies(document, source);
  const configuration = new PlanConfiguration(
    document.configuration ?? {},
    resources.map(({ address }) => address),
  );
  const unknown = new Map(changes.map(({ address, afterUnknown }) => [address, afterUnknown]));
  const subnets = document.dataSources.filter(({ type }) => type === 'aws_subnet');
  const identities = new Identities([...resources, ...subnets]);
  const read = (planned: PlannedResource): Resource => {
    const { address, type, module, name } = planned;
    const expressions = configuration.expressions(module, type, name);
    const own = synthesized?.get(address)?.body ?? {};
    const reader = new ArgumentReader(planned, configuration, identities);
    const open = unknown.get(address) ?? {};
    const body = {
      ...reader.object(planned.values, open, { expressions, source: written?.get(address) }),
      ...later(own, open),
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
  return new ResourceIndex({ provider, ...rest }, [...resources.map(read), ...subnets.map(read)]);
}

/** The arguments of all resources by their expressions, with the numbers, variables and data that the plan has. */
export function sourceBodies(document: TerraformDocument, source: SourceModule): ReadonlyMap<string, Fields> {
  return plannedSource(source, variableValues(document), new DocumentValues(document));
}

/** Arguments that hold something unknown, as the synthesized configuration has them. */
function later(own: Fields, unknown: Fields): Fields {
  return Object.fromEntries(Object.entries(own).filter(([key]) => holdsUnknown(unknown[key])));
}

/** Arguments that are written plainly and planned as they are written. */
const PLAIN = ['availability_zone', 'cidr_block', 'instance_type', 'private_ip'];

/** What a configuration has otherwise than the plan, in a sentence; undefined where nothing of it is seen. */
export function otherThanPlanned(
  { resources }: TerraformDocument,
  bodyOf: (address: string) => Fields | undefined,
): string | undefined {
  for (const { address, values } of resources) {
    const body = bodyOf(address) ?? {};
    for (const key of PLAIN) {
      const [written, planned] = [body[key], values[key]];
      if (typeof written !== 'string' || typeof planned !== 'string' || written.includes('${') || written === planned)
        continue;
      return `${key} of ${address} is planned as ${planned}, and ${written} in the configuration`;
    }
  }
  return undefined;
}

/** Packed user data as text, in which no expression is left. */
function unpacked(body: Fields): Fields {
  const { user_data_base64: packed, ...rest } = body;
  if (typeof packed !== 'string' || packed.includes('${')) return body;
  const plain = unpackedUserData(packed);
  return plain === undefined ? body : { ...rest, user_data: plain.replaceAll(/[$%](?=\{)/g, '$&$&') };
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
