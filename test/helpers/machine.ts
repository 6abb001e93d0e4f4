import { parse } from 'yaml';

/** A file that cloud-init writes. */
export interface RenderedFile {
  readonly path: string;
  readonly content: string;
  /** As in `permissions`; cloud-init's own default where the document has none. */
  readonly mode: string;
}

/** What a synthesized instance is told to be. */
export interface Machine {
  /** `aws_instance.web_1` */
  readonly address: string;
  readonly privateIp?: string;
  /** The whole cloud-config text as the instance receives it. */
  readonly userData: string;
  readonly packages: readonly string[];
  readonly files: readonly RenderedFile[];
  readonly runcmd: readonly unknown[];
}

/** The part of `cdk.tf.json` that instances are read from. */
export interface SynthesizedTerraform {
  readonly locals?: Readonly<Record<string, unknown>>;
  readonly resource?: {
    readonly aws_instance?: Readonly<Record<string, { readonly user_data?: string; readonly private_ip?: string }>>;
  };
}

interface CloudConfig {
  readonly packages?: readonly string[];
  readonly write_files?: readonly { readonly path: string; readonly content: string; readonly permissions?: string }[];
  readonly runcmd?: readonly unknown[];
}

/** Every instance of a stack with its machine configuration, sorted by address. */
export function machines(stack: SynthesizedTerraform): Machine[] {
  return Object.entries(stack.resource?.aws_instance ?? {})
    .map(([name, instance]) => {
      const address = `aws_instance.${name}`;
      const userData = literal(resolveLocal(instance.user_data ?? '', stack), address);
      const config = parse(userData) as CloudConfig | null;
      return {
        address,
        privateIp: instance.private_ip,
        userData,
        packages: config?.packages ?? [],
        files: (config?.write_files ?? []).map(({ path, content, permissions }) => ({
          path,
          content,
          mode: permissions ?? '0644',
        })),
        runcmd: config?.runcmd ?? [],
      };
    })
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}

function resolveLocal(text: string, stack: SynthesizedTerraform): string {
  const name = /^\$\{local\.([A-Za-z0-9_-]+)\}$/.exec(text)?.[1];
  if (name === undefined) return text;
  const value = stack.locals?.[name];
  if (typeof value !== 'string') throw new Error(`local.${name} is not a text in this stack`);
  return value;
}

/** Terraform's escapes undone. An expression left in the text would be a value that nobody reviews. */
function literal(text: string, address: string): string {
  const expression = /(?:^|[^$])(\$\{[^}]*\})|(?:^|[^%])(%\{[^}]*\})/.exec(text);
  if (expression) throw new Error(`${address}: user data holds the expression ${expression[1] ?? expression[2]}`);
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
}
