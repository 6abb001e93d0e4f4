import { gzipSync } from 'node:zlib';
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
  /** The whole cloud-config text as cloud-init reads it. */
  readonly userData: string;
  /** Bytes of user data as EC2 counts them: compressed where it is sent so. */
  readonly sentBytes: number;
  readonly packages: readonly string[];
  readonly files: readonly RenderedFile[];
  readonly runcmd: readonly unknown[];
}

/** The part of `cdk.tf.json` that instances are read from. */
export interface SynthesizedTerraform {
  readonly locals?: Readonly<Record<string, unknown>>;
  readonly resource?: {
    readonly aws_instance?: Readonly<Record<string, SynthesizedInstance>>;
  };
}

interface SynthesizedInstance {
  readonly user_data?: string;
  readonly user_data_base64?: string;
  readonly private_ip?: string;
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
      const { text, compressed } = source(instance, stack, address);
      const userData = literal(text, address);
      const config = parse(userData) as CloudConfig | null;
      return {
        address,
        privateIp: instance.private_ip,
        userData,
        sentBytes: compressed ? gzipSync(userData).byteLength : Buffer.byteLength(userData),
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

/** `user_data = TEXT | ${local.NAME}` or `user_data_base64 = ${base64gzip(local.NAME)}`. */
function source(instance: SynthesizedInstance, stack: SynthesizedTerraform, address: string) {
  const { user_data: plain, user_data_base64: encoded } = instance;
  const name = /^\$\{(?:base64gzip\()?local\.([A-Za-z0-9_-]+)\)?\}$/.exec(encoded ?? plain ?? '')?.[1];
  const text = name === undefined ? plain : stack.locals?.[name];
  if (typeof text !== 'string') throw new Error(`${address}: no user data, or none that can be read: ${encoded}`);
  return { text, compressed: encoded !== undefined };
}

/** Terraform's escapes undone. An expression left in the text would be a value that nobody reviews. */
function literal(text: string, address: string): string {
  const expression = /(?:^|[^$])(\$\{[^}]*\})|(?:^|[^%])(%\{[^}]*\})/.exec(text);
  if (expression) throw new Error(`${address}: user data holds the expression ${expression[1] ?? expression[2]}`);
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
}
