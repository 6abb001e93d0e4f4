import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { claimsIn } from '../model/service-graph';
import { SERVICE_GRAPH_FILE } from './build';
import type { Io } from './io';
import { readJson, TERRAFORM_FILE } from './read-json';

/** The claims of a stack, unread, and where they were found. */
export interface FoundClaims {
  readonly claims: unknown;
  /** The file that they stand in, as messages show it. */
  readonly file: string;
}

/**
 * The claims of the stack in a folder: in its own JSON, or in the file beside it, where older releases wrote them.
 * @throws UsageError where they are in neither
 */
export function stackClaims(folder: string, terraform: unknown, io: Pick<Io, 'cwd'>): FoundClaims {
  const claims = claimsIn(terraform);
  const shown = (name: string) => relative(io.cwd, join(folder, name));
  if (claims !== undefined) return { claims, file: shown(TERRAFORM_FILE) };
  return { claims: readJson(join(folder, SERVICE_GRAPH_FILE), io), file: shown(SERVICE_GRAPH_FILE) };
}

/** The file in a folder that holds claims: a stack's own JSON, or claims alone; undefined where there is none. */
export function claimsBeside(folder: string, io: Pick<Io, 'cwd'>): string | undefined {
  const own = join(folder, TERRAFORM_FILE);
  if (existsSync(own) && claimsIn(readJson(own, io)) !== undefined) return own;
  const beside = join(folder, SERVICE_GRAPH_FILE);
  return existsSync(beside) ? beside : undefined;
}

/** The claims in a file that somebody names: a stack's JSON, or claims alone. @throws UsageError */
export function claimsOfFile(path: string, io: Pick<Io, 'cwd'>): unknown {
  const json = readJson(path, io);
  return claimsIn(json) ?? json;
}
