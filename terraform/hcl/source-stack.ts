import { ResourceIndex, UnreadableTerraformError } from '../resource-index';
import type { Unread } from '../unread';
import type { Fields } from '../values';
import type { Scope } from './evaluate';
import { Evaluation } from './evaluation';
import { type ModuleCall, ModuleInstance } from './module-instance';
import type { PlannedValues } from './planned-values';
import { Regions } from './regions';
import type { SourceModule } from './source-module';
import { fromJson, type Value } from './values';

/** A configuration as a stack, and what of it was not read. */
export interface SourceStack {
  readonly stack: ResourceIndex;
  readonly unread: readonly Unread[];
}

/**
 * Terraform as people write it, read without a plan: variables by their defaults and values, `count` and `for_each` where
 * their value is known, the modules that it calls by their source, references as references.
 * @param values values of variables, as `terraform.tfvars` has them
 * @throws UnreadableTerraformError where it holds nothing of AWS, or a number that no one means
 */
export function sourceStack(source: SourceModule, values: Fields = {}): SourceStack {
  const evaluation = new Evaluation(undefined, source.folder);
  const root = rootModule(source, evaluation, (name) => own(values, name, (value) => evaluation.value(value, NOTHING)));
  const resources = [...root.resources()];
  const { unread } = evaluation;
  if (resources.length === 0) throw new UnreadableTerraformError(nothingIn(source, unread));
  const { region } = root;
  const provider = { aws: region === undefined ? [] : [{ region }] };
  return { stack: new ResourceIndex({ provider }, resources), unread };
}

/** The resources of a configuration as a plan of it knows them: their number by the plan, their arguments by the source. */
export function plannedSource(
  source: SourceModule,
  values: Fields,
  planned: PlannedValues,
): ReadonlyMap<string, Fields> {
  const root = rootModule(source, new Evaluation(planned, source.folder), (name) => own(values, name, fromJson));
  return new Map([...root.resources()].map(({ address, body }) => [address, body]));
}

function rootModule(source: SourceModule, evaluation: Evaluation, argument: ModuleCall['argument']): ModuleInstance {
  return new ModuleInstance(source, { address: '', argument, regions: new Regions() }, evaluation);
}

const NOTHING: Scope = () => undefined;

function own(values: Fields, name: string, read: (value: unknown) => Value): Value | undefined {
  return Object.hasOwn(values, name) ? read(values[name]) : undefined;
}

function nothingIn({ calls }: SourceModule, unread: readonly Unread[]): string {
  if (calls.size === 0) return 'it holds no resource';
  const missing = unread.filter(({ code }) => code === 'module');
  return missing.length === 0
    ? 'it holds no resource, and the modules that it calls make none'
    : `it holds no resource that is here. ${missingModules(missing)}`;
}

/** The modules that are not here, in a sentence of a refusal. */
export function missingModules(missing: readonly Unread[]): string {
  return `Not read is ${missing.map(({ subject, detail }) => `${subject} (${detail})`).join('; ')}`;
}
