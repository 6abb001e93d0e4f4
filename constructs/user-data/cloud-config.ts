import { gzipSync } from 'node:zlib';
import { Scalar, stringify } from 'yaml';
import { NODE_FILES, NODE_FOLDERS } from '../../model/node-files';
import { withoutComments } from '../../model/without-comments';
import type { ConfigFile, MachinePart, SetupStep } from './machine';

/**
 * EC2 passes at most 16 KiB of user data to an instance (EC2 User Guide, "Run commands when you launch"). It is sent
 * compressed, which cloud-init undoes (cloud-init documentation, "User data formats").
 */
export const USER_DATA_LIMIT_BYTES = 16 * 1024;

/** Terraform compresses a little worse than what measures it here: 0.5 % of a large configuration. */
const TERRAFORM_WORSE = 1.015;

/** Folder of the setup steps on the node. */
export const SETUP_FOLDER = NODE_FOLDERS.setupSteps;

/** A node's configuration is too large to be passed as user data, or its parts contradict each other. */
export class MachineConfigError extends Error {
  override readonly name = 'MachineConfigError';

  constructor(
    message: string,
    /** What its author can do about it, where there is something. */
    readonly fix?: string,
  ) {
    super(message);
  }
}

/**
 * While packages are installed no service may start: each is started by its own setup step, with its configuration in
 * place (policy-rc.d, invoke-rc.d's documented hook). `nospof-setup` removes the file.
 */
const NOTHING_STARTS_YET: ConfigFile = {
  path: '/usr/sbin/policy-rc.d',
  content: '#!/bin/sh\nexit 101\n',
  mode: '0755',
};

/**
 * The cloud-config document of one node: the union of its parts' packages, files and setup steps.
 * @throws MachineConfigError where two parts write one file, or the text exceeds 16 KiB compressed.
 */
export function cloudConfig(node: string, parts: readonly MachinePart[]): string {
  const packages = [...new Set(parts.flatMap((part) => part.packages ?? []))].sort();
  const files = [
    ...parts.flatMap((part) => part.files ?? []),
    ...parts.flatMap((part) => part.steps ?? []).map(stepFile),
  ].map((file) => (isScript(file) ? { ...file, content: withoutComments(file.content) } : file));
  refuseDuplicates(node, files);
  const text = [
    '#cloud-config\n',
    yaml({ hostname: node, package_update: true, packages }),
    WRITE_FILES,
    entry(NOTHING_STARTS_YET, false),
    ...files.sort(byKindAndPath).map((file) => entry(file, true)),
    RUN_SETUP,
  ].join('');
  const bytes = sentBytes(text);
  if (bytes > USER_DATA_LIMIT_BYTES) throw tooLarge(node, bytes, files);
  return text;
}

/** Scripts that are run, and those that others take in. */
function isScript({ path, content }: ConfigFile): boolean {
  return content.startsWith('#!') || content.startsWith('# shellcheck ') || path.startsWith(`${SETUP_FOLDER}/`);
}

/** Bytes of user data that a text becomes, at most; a text that fits as it is needs no look. */
export function sentBytes(text: string): number {
  const plain = Buffer.byteLength(text);
  return plain <= USER_DATA_LIMIT_BYTES ? plain : Math.ceil(gzipSync(text).byteLength * TERRAFORM_WORSE);
}

function stepFile(step: SetupStep): ConfigFile {
  return { path: `${SETUP_FOLDER}/${step.order}-${step.name}`, content: step.script };
}

/** Written entries. Nine in ten files are the same on another node or in another topology, and YAML is slow to write. */
const entries = new Map<string, string>();
const MAX_ENTRIES = 1000;
const WRITE_FILES = 'write_files:\n';
/**
 * A first boot that waits for longer than its time-outs, for other nodes or for much data, is not lost: the unit that follows
 * the configuration goes on with it as soon as cloud-init has ended, and again and again.
 */
const RUN_SETUP = yaml({ runcmd: [`${NODE_FILES.setup} || systemctl start --no-block nospof-follow`] });

/** A file as an item of `write_files`. */
function entry(file: ConfigFile, defer: boolean): string {
  const key = [file.path, file.mode, defer, file.content].join('\0');
  const known = entries.get(key);
  if (known !== undefined) return known;
  const text = yaml({ write_files: [writeFile(file, defer)] }).slice(WRITE_FILES.length);
  if (entries.size === MAX_ENTRIES) entries.clear();
  entries.set(key, text);
  return text;
}

function writeFile(file: ConfigFile, defer: boolean): Record<string, unknown> {
  return {
    path: file.path,
    ...(file.mode && file.mode !== '0644' ? { permissions: file.mode } : {}),
    // Deferred files are written after the packages, so that no package finds a foreign file in its place.
    ...(defer ? { defer } : {}),
    content: file.content.includes('\n') ? lines(file.content) : file.content,
  };
}

/** As a block, which people can read; but a block that begins with a space would be one space short at this indent. */
function lines(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = /^\n* /.test(text) ? Scalar.QUOTE_DOUBLE : Scalar.BLOCK_LITERAL;
  return scalar;
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, indent: 1 });
}

/** What is alike lies together: the compression looks back 32 KiB. */
function byKindAndPath(a: ConfigFile, b: ConfigFile): number {
  return kindOf(a) - kindOf(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

function kindOf(file: ConfigFile): number {
  if (!isScript(file)) return 0;
  return /^#!.*python/.test(file.content) ? 1 : 2;
}

function refuseDuplicates(node: string, files: readonly ConfigFile[]): void {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (seen.has(path)) throw new MachineConfigError(`${node}: two parts of its configuration write ${path}`);
    seen.add(path);
  }
}

/** What makes a file larger than it has to be, by the file that grows with it. */
const GROWS_WITH: Readonly<Record<string, string>> = {
  [NODE_FILES.application]: 'write fewer and shorter values under env, or keep them in SSM and name them under secrets',
  [NODE_FILES.haproxy]: 'write fewer routes and aliases, or have fewer nodes behind it',
  [NODE_FILES.varnish]: 'write fewer uncachedPaths and sessionCookies, or have fewer nodes behind it',
};

/** Of what a topology's author decides the size of, the largest; without any of weight, it is the number of nodes. */
function fixFor(files: readonly ConfigFile[]): string {
  const [largest] = files
    .filter(({ path, content }) => GROWS_WITH[path] !== undefined && content.length > 4096)
    .sort((a, b) => b.content.length - a.content.length);
  const otherwise = 'have fewer nodes behind it, or split a large web tier into several with routes of their own';
  return (largest && GROWS_WITH[largest.path]) ?? otherwise;
}

function tooLarge(node: string, bytes: number, files: readonly ConfigFile[]): MachineConfigError {
  const largest = [...files]
    .sort((a, b) => b.content.length - a.content.length)
    .slice(0, 3)
    .map((file) => `${file.path} (${Buffer.byteLength(file.content)} bytes)`)
    .join(', ');
  return new MachineConfigError(
    `${node}: its machine configuration has ${bytes} bytes compressed, EC2 takes at most ${USER_DATA_LIMIT_BYTES} as user data; ` +
      `the largest files are ${largest}`,
    fixFor(files),
  );
}
