import type { SourceFile } from './blocks';

/** A folder of Terraform, with the modules that it calls. */
export interface SourceModule {
  readonly files: readonly SourceFile[];
  /** What each call leads to, by the call's name. */
  readonly calls: ReadonlyMap<string, SourceModule | UnreadModule>;
  /** From the root module's folder, as `path.module` says it: `.` for that one itself. @default - not known */
  readonly path?: string;
  /** Of the root module. @default - nothing is known of what lies beside it */
  readonly folder?: SourceFolder;
}

/** What lies beside the files of a root module. */
export interface SourceFolder {
  /** The workspace that was chosen there; undefined where none was, so that it is `default`. */
  readonly workspace: string | undefined;
  /** The text of a file below it; undefined for any other. */
  text(path: string): string | undefined;
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
