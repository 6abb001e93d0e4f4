import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { type Outcome, run, runOrThrow } from './processes';
import { findProgram, type Need, program } from './programs';
import { attachedProvider, type Environment } from './provider';
import { temporaryFolder } from './temporary';

/** The AWS provider in a filesystem mirror: where Terraform finds it without a network. */
export interface ProviderMirror {
  readonly folder: string;
  readonly version: string;
  /** The provider itself. */
  readonly program: string;
}

const MIRROR_FOLDERS = [
  process.env.TF_PLUGIN_MIRROR,
  join(homedir(), '.terraform.d', 'plugins'),
  join(homedir(), '.local', 'share', 'terraform', 'plugins'),
  '/usr/share/terraform/plugins',
  '/usr/local/share/terraform/plugins',
  '/opt',
];

/** HOST/NAMESPACE/TYPE/VERSION/PLATFORM/ below the mirror's folder. */
const PROVIDER = /^(.*?)\/?registry\.terraform\.io\/hashicorp\/aws\/([^/]+)\/[^/]+\/terraform-provider-aws_[^/]*$/;

/** The first mirror with the AWS provider, searched in the usual folders and, a few levels deep, below `/opt`. */
export function findProviderMirror(): ProviderMirror | undefined {
  for (const folder of MIRROR_FOLDERS) {
    if (!folder || !existsSync(folder)) continue;
    for (const path of filesBelow(folder, 7)) {
      const found = PROVIDER.exec(relative(folder, path).split(sep).join('/'));
      if (found?.[2] !== undefined) return { folder: join(folder, found[1] ?? ''), version: found[2], program: path };
    }
  }
  return undefined;
}

/** Only folders that can lie on the way to a provider are entered near the top, so that `/opt` stays cheap. */
function* filesBelow(folder: string, depth: number): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth > 0) yield* filesBelow(path, depth - 1);
    else if (entry.name.startsWith('terraform-provider-aws_')) yield path;
  }
}

const mirror = findProviderMirror();

/** What `prepare` needs. */
export const terraformNeeds: readonly Need[] = [
  program('terraform'),
  { what: 'the AWS provider in a Terraform filesystem mirror (TF_PLUGIN_MIRROR)', met: mirror !== undefined },
];

/** Terraform's plan as `terraform show -json` prints it, as far as tests read it. */
export interface Plan {
  readonly resource_changes?: readonly ResourceChange[];
}

export interface ResourceChange {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  /** Where it was before, if a `moved` block names it. */
  readonly previous_address?: string;
  readonly change: {
    /** `['no-op']`, `['create']`, `['update']`, `['delete', 'create']` … */
    readonly actions: readonly string[];
    readonly before: unknown;
    readonly after: unknown;
    /** True at every place of `after` that is known only once it is applied. */
    readonly after_unknown?: unknown;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

/** How a plan is made. */
export interface PlanOptions {
  /** Whether what there is is looked at first; else the state is taken as the last apply left it. @default true */
  readonly refresh?: boolean;
  /** Further flags, as `-replace=ADDRESS`. @default - none */
  readonly flags?: readonly string[];
}

/** A Terraform working directory with its own state, in the temp folder. */
export interface Workspace {
  readonly folder: string;
  /** Puts another stack's configuration over the same state, as a site does when it grows. */
  use(stackFolder: string): void;
  validate(): Promise<void>;
  /** Plans, and keeps the plan for `apply`. */
  plan(options?: PlanOptions): Promise<Plan>;
  /** Applies the last plan. */
  apply(): Promise<void>;
  /** Any other command of Terraform; a failure is an outcome. */
  run(...args: readonly string[]): Promise<Outcome>;
  dispose(): void;
}

/**
 * Copies a synthesized stack (the folder that holds `cdk.tf.json`) to a place where Terraform runs without AWS: an override
 * file beside the untouched `cdk.tf.json` pins the provider to the mirror's version, keeps the state local and skips
 * what would call home. `endpoint` is a fake AWS; without one only `validate` works, and `plan` where there are no data sources.
 */
export async function prepare(stackFolder: string, endpoint?: string): Promise<Workspace> {
  const folder = temporaryFolder('terraform');
  template ??= initialise();
  cpSync(await template, folder, { recursive: true });
  writeOverride(folder, endpoint);
  const attached = await attachedProvider(mirror?.program ?? '', folder, endpoint);
  const terraform = (...args: readonly string[]) => runTerraform(folder, args, attached.env);
  const workspace: Workspace = {
    folder,
    use: (from) => {
      cpSync(from, folder, { recursive: true });
      fitTo(mirror?.version ?? '', join(folder, 'cdk.tf.json'));
    },
    validate: async () => {
      await terraform('validate', '-no-color');
    },
    plan: async ({ refresh = true, flags = [] } = {}) => {
      await terraform(
        'plan',
        '-no-color',
        '-input=false',
        '-lock=false',
        `-refresh=${refresh}`,
        ...flags,
        '-out=nospof.plan',
      );
      return JSON.parse(await terraform('show', '-json', 'nospof.plan')) as Plan;
    },
    apply: async () => {
      await terraform('apply', '-no-color', '-input=false', '-lock=false', '-parallelism=20', 'nospof.plan');
    },
    run: (...args) => run(...command(folder, args, attached.env)),
    dispose: () => {
      attached.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  workspace.use(stackFolder);
  return workspace;
}

/** Settings that the stacks' own provider has and an older one in a mirror has not, by resource type and the block that holds it, if one does. */
const NEWER_SETTINGS = [
  {
    since: [6, 22],
    type: 'aws_s3_bucket_server_side_encryption_configuration',
    block: 'rule',
    setting: 'blocked_encryption_types',
  },
  ...[
    'aws_cloudwatch_log_delivery',
    'aws_cloudwatch_log_delivery_source',
    'aws_cloudwatch_log_delivery_destination',
  ].map((type) => ({ since: [6, 0], type, block: undefined, setting: 'region' }) as const),
] as const;

interface Resources {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** Takes out of a stack what the mirror's provider does not know yet; the rest is validated and planned as it is. */
function fitTo(version: string, file: string): void {
  // Terraform that people wrote knows its own provider.
  if (!existsSync(file)) return;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const stack = JSON.parse(readFileSync(file, 'utf8')) as Resources;
  for (const { since, type, block, setting } of NEWER_SETTINGS) {
    if (major > since[0] || (major === since[0] && minor >= since[1])) continue;
    for (const resource of Object.values(stack.resource?.[type] ?? {})) {
      const holders = block === undefined ? [resource] : (resource[block] ?? []);
      for (const one of holders as Record<string, unknown>[]) delete one[setting];
    }
  }
  writeFileSync(file, JSON.stringify(stack, null, 2));
}

/** Loading the provider takes seconds, so `terraform init` runs once in a process and its result is copied. */
let template: Promise<string> | undefined;

async function initialise(): Promise<string> {
  if (!mirror) throw new Error(terraformNeeds.map((need) => need.what).join(', '));
  const folder = temporaryFolder('terraform-init');
  writeOverride(folder);
  writeFileSync(
    join(folder, 'cli.tfrc'),
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror.folder)}\n  }\n}\n`,
  );
  // An override needs something to override.
  const base = join(folder, 'cdk.tf.json');
  writeFileSync(
    base,
    JSON.stringify({ terraform: { required_providers: { aws: { source: 'aws' } } }, provider: { aws: [{}] } }),
  );
  await runTerraform(folder, ['init', '-no-color', '-input=false']);
  rmSync(base);
  return folder;
}

/** What a stack's own files are overridden by, so that Terraform uses the mirror's provider and does not call home. */
export function providerOverride(endpoint = 'a fake AWS'): object {
  return {
    terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: mirror?.version } } },
    provider: {
      aws: [
        {
          access_key: 'test',
          secret_key: 'test',
          // The fake's internal errors never go away; the default of 25 tries would take half an hour.
          max_retries: 2,
          skip_credentials_validation: true,
          skip_metadata_api_check: 'true',
          skip_region_validation: true,
          // A fake AWS knows its account, and rules between security groups do not read back clean without it.
          skip_requesting_account_id: endpoint === '',
          s3_use_path_style: true,
        },
      ],
    },
  };
}

function writeOverride(folder: string, endpoint = ''): void {
  const { terraform, ...provider } = providerOverride(endpoint) as { terraform: object };
  const override = { terraform: { ...terraform, backend: { local: {} } }, ...provider };
  writeFileSync(join(folder, 'zz_override.tf.json'), JSON.stringify(override, null, 2));
}

function runTerraform(folder: string, args: readonly string[], env: Environment = {}): Promise<string> {
  return runOrThrow(...command(folder, args, env));
}

function command(folder: string, args: readonly string[], more: Environment = {}): Parameters<typeof runOrThrow> {
  const env = {
    TF_CLI_CONFIG_FILE: join(folder, 'cli.tfrc'),
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    ...more,
  };
  return [findProgram('terraform') ?? 'terraform', args, { cwd: folder, env }];
}
