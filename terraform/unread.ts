/** What of a configuration was not read, or is not known before a plan. Sentences on it are made in the report. */
export interface Unread {
  /**
   * `module`: a module whose resources are missing. `count`: it is not known how many resources a block makes, and one is
   * taken. `claims`: those of a stack that nospof synthesized do not lie beside it.
   * `workspace`: which one is chosen is not known, and `default` was taken.
   * `source`: what lies beside a plan is not what was planned.
   */
  readonly code: 'module' | 'count' | 'claims' | 'source' | 'workspace';
  /** Address of the module or resource, as `module.web` or `aws_instance.web`; of claims the file that is missing, of a
   * source its folder. */
  readonly subject: string;
  /** A module's source and why it was not entered, the expression, or why it was not used; on one line. */
  readonly detail?: string;
}
