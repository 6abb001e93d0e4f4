import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { blocks, fields } from '../../terraform/values';
import { type Io, UsageError } from '../io';
import { readJson } from '../read-json';

/** A module that `terraform init` has brought. */
export interface InstalledModule {
  /** As `registry.terraform.io/terraform-aws-modules/vpc/aws`. */
  readonly source: string;
  /** From the root module's folder on. */
  readonly folder: string;
}

/** What `terraform init` wrote of the modules that it brought, by the names of the calls that lead to them. */
export function installedModules(root: string, io: Pick<Io, 'cwd'>): ReadonlyMap<string, InstalledModule> {
  const path = join(root, '.terraform', 'modules', 'modules.json');
  if (!existsSync(path)) return new Map();
  const again = "run 'terraform init' again";
  const { Modules: modules } = fields(readJson(path, io, again));
  if (!Array.isArray(modules)) throw new UsageError(`${relative(io.cwd, path)}: it has no list 'Modules'; ${again}`);
  return new Map(
    blocks(modules).flatMap(({ Key: key, Source: source, Dir: folder }) =>
      typeof key === 'string' && typeof source === 'string' && typeof folder === 'string'
        ? [[key, { source, folder }] as const]
        : [],
    ),
  );
}

/** `NAMESPACE/NAME/PROVIDER`, with a host before it or not, and a folder in it or not. */
const REGISTRY = /^(?:[\w.-]+\.[a-z]+(?::\d+)?\/)?[\w-]+\/[\w-]+\/[\w-]+(?:\/\/.*)?$/;

/** Whether a module was brought for what a call names; where it comes from git or elsewhere is written in many ways. */
export function isSameSource(called: string, installed: string): boolean {
  if (called === installed) return true;
  if (!REGISTRY.test(called) || /^(?:github\.com|bitbucket\.org)\//.test(called)) return !REGISTRY.test(installed);
  return installed === `registry.terraform.io/${called}`;
}
