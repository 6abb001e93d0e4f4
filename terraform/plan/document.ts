import { type Fields, fields, isFields, strings } from '../values';

/** What `terraform show -json` printed: a plan, or a state. */
export interface TerraformDocument {
  readonly kind: 'plan' | 'state';
  /** Version of the JSON format, as `1.2`. */
  readonly formatVersion: string;
  /** Version of the Terraform that wrote it. */
  readonly terraformVersion?: string;
  /** Managed resources of all modules: as planned, or as they are. In the order of the document. */
  readonly resources: readonly PlannedResource[];
  /** Data sources of all modules that have been read. */
  readonly dataSources: readonly PlannedResource[];
  /** What a plan would do to managed resources, `no-op` included; empty for a state. */
  readonly changes: readonly PlannedChange[];
  /** Values of the root module's variables, each under `value`. */
  readonly variables: Fields;
  /** The configuration that was planned, with the references of its expressions; a state has none. */
  readonly configuration?: Fields;
}

/** One instance of a resource. */
export interface PlannedResource {
  /** `module.site.aws_instance.web[0]` */
  readonly address: string;
  readonly type: string;
  readonly name: string;
  /** Its number under `count`, or its key under `for_each`. */
  readonly index?: number | string;
  /** Address of its module, as `module.site["a"].module.db`; empty for the root module. */
  readonly module: string;
  /** As `registry.terraform.io/hashicorp/aws`. */
  readonly provider: string;
  /** Attributes; those that are known only after the apply are missing, or null inside of lists. */
  readonly values: Fields;
}

/** What a plan would do to one instance of a resource. */
export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  /** The address that it has in the state, where it is moved. */
  readonly previousAddress?: string;
  /** Key of a deposed object: what an interrupted replacement left over, not the resource itself. */
  readonly deposed?: string;
  /** `['no-op']`, `['create']`, `['update']`, `['delete']`, `['delete', 'create']`, `['create', 'delete']`, `['forget']`. */
  readonly actions: readonly string[];
  /** The attributes that force a replacement. */
  readonly replacePaths: readonly (readonly (string | number)[])[];
  /** As `replace_because_cannot_update`, where Terraform says why. */
  readonly actionReason?: string;
  /** Attributes as they are; null before a creation. */
  readonly before: Fields | null;
  /** Attributes as they are to be, unknown ones left out; null after a deletion. */
  readonly after: Fields | null;
  /** The shape of `after`, with `true` wherever a value is known only after the apply. */
  readonly afterUnknown: Fields;
  /** The shapes of `before` and `after`, with `true` wherever a value is a secret. */
  readonly sensitive: { readonly before: unknown; readonly after: unknown };
}

/** JSON that is neither a plan nor a state of Terraform in a format that can be read. */
export class UnreadablePlanError extends Error {
  override readonly name = 'UnreadablePlanError';
}

/** Major version of the JSON formats of plans and states: https://developer.hashicorp.com/terraform/internals/json-format */
const MAJOR = '1';

/** Whether parsed JSON is what `terraform show -json` prints, of whatever version. */
export function isTerraformDocument(json: unknown): boolean {
  return isFields(json) && 'format_version' in json;
}

/** Read a plan or a state. @throws UnreadablePlanError naming what is wrong */
export function terraformDocument(json: unknown): TerraformDocument {
  if (!isFields(json)) throw new UnreadablePlanError("it is not an object, as a plan's JSON is");
  const formatVersion = readableVersion(json);
  const isPlan = 'planned_values' in json || 'resource_changes' in json;
  if (!isPlan && 'provider_schemas' in json) {
    throw new UnreadablePlanError("it is the providers' schema; give the output of 'terraform show -json'");
  }
  const now = modules(isFields(json.planned_values) ? json.planned_values : json.values);
  const before = isPlan ? modules(fields(json.prior_state).values) : [];
  const { terraform_version: terraformVersion, configuration } = json;
  return {
    kind: isPlan ? 'plan' : 'state',
    formatVersion,
    ...(typeof terraformVersion === 'string' ? { terraformVersion } : {}),
    resources: now.filter(({ mode }) => mode === 'managed').map(({ resource }) => resource),
    dataSources: byAddress([...before, ...now].filter(({ mode }) => mode === 'data')),
    variables: fields(json.variables),
    changes: listOf(json.resource_changes, 'resource_changes').flatMap(changeOf),
    ...(isFields(configuration) ? { configuration } : {}),
  };
}

function readableVersion({ format_version: version }: Fields): string {
  if (typeof version !== 'string') {
    throw new UnreadablePlanError("it has no 'format_version', which 'terraform show -json' writes");
  }
  if (version.split('.')[0] === MAJOR) return version;
  throw new UnreadablePlanError(`its format version is ${version}; ${MAJOR}.x can be read`);
}

interface Found {
  readonly mode: unknown;
  readonly resource: PlannedResource;
}

/** The resources of a `values` block: those of the root module, then of each module below it. */
function modules(values: unknown): readonly Found[] {
  const found: Found[] = [];
  const open = [fields(fields(values).root_module)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const module = typeof next.address === 'string' ? next.address : '';
    for (const one of listOf(next.resources, 'resources')) found.push(resourceOf(one, module));
    open.push(...listOf(next.child_modules, 'child_modules').reverse());
  }
  return found;
}

function resourceOf(one: Fields, module: string): Found {
  const { index } = one;
  const resource: PlannedResource = {
    address: text(one, 'address'),
    type: text(one, 'type'),
    name: text(one, 'name'),
    ...(typeof index === 'number' || typeof index === 'string' ? { index } : {}),
    module,
    provider: typeof one.provider_name === 'string' ? one.provider_name : '',
    values: fields(one.values),
  };
  return { mode: one.mode, resource };
}

/** Each once: what was read for the plan replaces what the state had. */
function byAddress(found: readonly Found[]): readonly PlannedResource[] {
  return [...new Map(found.map(({ resource }) => [resource.address, resource])).values()];
}

function changeOf(one: Fields): readonly PlannedChange[] {
  if (one.mode !== 'managed') return [];
  const change = fields(one.change);
  const { previous_address: previousAddress, deposed, action_reason: actionReason } = one;
  return [
    {
      address: text(one, 'address'),
      type: text(one, 'type'),
      ...(typeof previousAddress === 'string' ? { previousAddress } : {}),
      ...(typeof deposed === 'string' ? { deposed } : {}),
      actions: strings(change.actions),
      replacePaths: paths(change.replace_paths),
      ...(typeof actionReason === 'string' ? { actionReason } : {}),
      before: isFields(change.before) ? change.before : null,
      after: isFields(change.after) ? change.after : null,
      afterUnknown: fields(change.after_unknown),
      sensitive: { before: change.before_sensitive, after: change.after_sensitive },
    },
  ];
}

function paths(value: unknown): PlannedChange['replacePaths'] {
  const steps = (path: unknown) =>
    (Array.isArray(path) ? path : []).filter((step) => typeof step === 'string' || typeof step === 'number');
  return Array.isArray(value) ? value.map(steps) : [];
}

function text(from: Fields, key: string): string {
  const value = from[key];
  if (typeof value !== 'string') throw new UnreadablePlanError(`a resource's '${key}' is ${shown(value)}, not a text`);
  return value;
}

function listOf(value: unknown, key: string): Fields[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isFields)) {
    throw new UnreadablePlanError(`its '${key}' is ${shown(value)}, not a list of objects`);
  }
  return [...value];
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'missing';
}
