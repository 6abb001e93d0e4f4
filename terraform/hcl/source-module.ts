import type { SourceFile } from './blocks';

/** A folder of Terraform, with the modules that it calls. */
export interface SourceModule {
  readonly files: readonly SourceFile[];
  /** What each call leads to, by the call's name. */
  readonly calls: ReadonlyMap<string, SourceModule | UnreadModule>;
}

/** A module that a call names, and that is not here. */
export interface UnreadModule {
  /** What makes it readable, as a sentence's end: `run 'terraform init' in infra`. */
  readonly remedy: string;
}

export function isUnreadModule(module: SourceModule | UnreadModule | undefined): module is UnreadModule {
  return module !== undefined && 'remedy' in module;
}

/** A module of these files that calls no other. */
export function singleModule(files: readonly SourceFile[]): SourceModule {
  return { files, calls: new Map() };
}
