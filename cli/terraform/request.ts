import type { Survives } from '../../model/topology';

/** What is asked of Terraform besides its verdict. */
export interface TerraformRequest {
  /** What Terraform without claims is to survive. */
  readonly survives: Survives;
  /** The claims of a plan, where they do not lie beside it. */
  readonly serviceGraph?: string;
  /** The folder that a plan was made from. @default - the plan's own folder, where it holds that */
  readonly source?: string;
  /** Whether the programs that read machines' configurations are asked. @default false */
  readonly programs?: boolean;
}
