import type { Diagnostic, Topology } from '../../model';
import type { TerraformDocument } from '../../terraform/plan/document';

/** One side of a comparison, synthesized where it had to be. */
export interface StackSource {
  readonly kind: 'stack';
  /** As the user named it. */
  readonly name: string;
  /** The stack's name: what its folder and its local state are called. */
  readonly id: string;
  /** The topology's file on disk, as commands name it; missing for a stack that was synthesized before. */
  readonly file?: string;
  /** `cdk.tf.json`, parsed. */
  readonly terraform: unknown;
  /** `service-graph.json`, parsed. */
  readonly serviceGraph: unknown;
  /** Missing for a stack that was synthesized before. */
  readonly topology?: Topology;
  /** What could not be taken from the source itself, a sentence each. */
  readonly unknown: readonly string[];
}

/** What there is, as `terraform show -json` tells it: a state, or a plan. */
export interface DocumentSource {
  readonly kind: 'document';
  readonly name: string;
  readonly document: TerraformDocument;
  /** The same as it was printed, for what the document leaves out. */
  readonly json: unknown;
}

export type Source = StackSource | DocumentSource;

/** A topology that cannot be used, with every reason. */
export interface Refused {
  readonly diagnostics: readonly Diagnostic[];
  /** Texts of the files, for excerpts. */
  readonly sources: ReadonlyMap<string, string>;
}
