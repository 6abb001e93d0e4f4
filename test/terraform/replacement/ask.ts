import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../helpers/temporary';
import { type Plan, prepare, type ResourceChange, type Workspace } from '../../helpers/terraform';
import { EXAMPLES } from './examples';
import { filled } from './filled';
import type { Answer, Probe } from './probe';
import type { ProviderSchemas, ResourceSchema } from './schema';
import type { JsonObject } from './values';

/** Asks the provider by plans over a state that was written by hand. */
export interface Provider {
  readonly schemas: Readonly<Record<string, ResourceSchema>>;
  /** One plan for all probes. */
  ask(probes: readonly Probe[]): Promise<Answer[]>;
  dispose(): void;
}

const PROBE_FILE = 'probe.';

const NAME = 'registry.terraform.io/hashicorp/aws';

export async function askProvider(endpoint: string): Promise<Provider> {
  const folder = temporaryFolder('probes');
  const base = {
    terraform: { required_providers: { aws: { source: 'hashicorp/aws' } } },
    provider: { aws: [{ region: 'eu-central-1' }] },
  };
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(base));
  const terraform = await prepare(folder, endpoint);
  const { stdout, stderr } = await terraform.run('providers', 'schema', '-json');
  if (!stdout) throw new Error(stderr);
  const { provider_schemas } = JSON.parse(stdout) as ProviderSchemas;
  const schemas = provider_schemas[NAME]?.resource_schemas ?? {};
  return { schemas, ask: (probes) => ask(terraform, schemas, probes), dispose: terraform.dispose };
}

async function ask(terraform: Workspace, schemas: Provider['schemas'], probes: readonly Probe[]): Promise<Answer[]> {
  const refusals = new Map<string, string>();
  const made = await plan(terraform, probes, ({ before }) => before, [], refusals);
  const there = probes.flatMap((probe): Made[] => {
    const change = made.get(key(probe));
    if (!change) return [];
    const block = schemas[probe.type]?.block ?? {};
    const attributes = { ...filled(change.after, change.after_unknown, block), ...EXAMPLES[probe.type]?.filled };
    const secrets = Object.entries(block.attributes ?? {}).filter(([, one]) => one.sensitive);
    return [
      {
        ...probe,
        schema_version: schemas[probe.type]?.version ?? 0,
        attributes,
        sensitive_attributes: secrets.map(([value]) => [{ type: 'get_attr', value }]),
      },
    ];
  });
  const changes = await plan(terraform, there, ({ after }) => after, there, refusals);
  return probes.map((probe) => ({
    probe,
    made: made.get(key(probe)),
    change: changes.get(key(probe)),
    refusal: refusals.get(key(probe)),
  }));
}

/** A resource that is there: a probe with its attributes in the state. */
interface Made extends Probe {
  readonly schema_version: number;
  readonly attributes: JsonObject;
  /** Without these marks, a plan would set them. */
  readonly sensitive_attributes: readonly unknown[];
}

async function plan(
  terraform: Workspace,
  probes: readonly Probe[],
  configuration: (probe: Probe) => JsonObject,
  state: readonly Made[],
  refusals: Map<string, string>,
): Promise<Map<string, ResourceChange['change']>> {
  const file = join(terraform.folder, 'probes.plan');
  let said = '';
  // Where a configuration is not valid, Terraform says all that is wrong and plans nothing.
  for (let refused = 1; refused > 0 && !existsSync(file); ) {
    const open = probes.filter((probe) => !refusals.has(key(probe)));
    write(terraform.folder, open, configuration);
    writeState(
      terraform.folder,
      state.filter((one) => !refusals.has(key(one))),
    );
    said = (await terraform.run('plan', '-json', '-refresh=false', '-input=false', '-lock=false', `-out=${file}`))
      .stdout;
    const found = errors(said);
    for (const [address, refusal] of found) refusals.set(address, refusal);
    refused = found.size;
  }
  const shown = await terraform.run('show', '-json', file);
  if (shown.status !== 0) throw new Error(`no plan for the probes\n${said}\n${shown.stderr}`);
  rmSync(file);
  const { resource_changes } = JSON.parse(shown.stdout) as Plan;
  return new Map(resource_changes?.map((one) => [one.address, one.change]));
}

const key = ({ type, name }: Probe) => `${type}.${name}`;

function write(folder: string, probes: readonly Probe[], configuration: (probe: Probe) => JsonObject): void {
  for (const file of readdirSync(folder)) if (file.startsWith(PROBE_FILE)) rmSync(join(folder, file));
  // With each complaint Terraform parses the file that it quotes, so every probe has a file of its own.
  for (const probe of probes) {
    const resource = { [probe.type]: { [probe.name]: configuration(probe) } };
    writeFileSync(join(folder, `${PROBE_FILE}${probe.type}.${probe.name}.tf.json`), JSON.stringify({ resource }));
  }
}

/** A state as if every probe's resource had been made. */
function writeState(folder: string, made: readonly Made[]): void {
  const resources = made.map(({ type, name, schema_version, attributes, sensitive_attributes }) => ({
    mode: 'managed',
    type,
    name,
    provider: `provider["${NAME}"]`,
    instances: [{ schema_version, attributes: { ...attributes, id: `${type}-1` }, sensitive_attributes }],
  }));
  const state = { version: 4, terraform_version: '1.0.0', serial: 1, lineage: 'probes', outputs: {}, resources };
  writeFileSync(join(folder, 'terraform.tfstate'), JSON.stringify(state));
}

interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly range?: { readonly filename: string };
}

/** What is wrong with which probe, from Terraform's progress as JSON, a line each. */
function errors(stdout: string): Map<string, string> {
  const lines = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { readonly diagnostic?: Diagnostic });
  return new Map(
    lines
      .flatMap(({ diagnostic }) => diagnostic ?? [])
      .filter(({ severity }) => severity === 'error')
      .map(({ address, range, summary, detail }) => {
        const places = [address, range?.filename, detail];
        const found = places.map((text) => text?.match(/aws_\w+\.[\w-]+/)?.[0]).find(Boolean);
        if (!found) throw new Error(`an error that belongs to no probe: ${summary}\n${detail ?? ''}`);
        return [found, `${summary} ${detail ?? ''}`.trim()];
      }),
  );
}
