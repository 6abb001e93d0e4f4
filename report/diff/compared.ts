import type { SiteCapacity } from '../../capacity/site';
import type { Note } from '../../check/note';
import type { CostChange } from '../../cost/compare';
import type { UpgradeSteps } from '../../upgrade/steps';
import type { Upgrade } from '../../upgrade/upgrade';

/** An upgrade as reports show it. */
export interface Compared {
  /** What it was called by whoever asked; of a plan both are the plan. */
  readonly old: string;
  readonly new: string;
  /** Where the actions come from: predicted from both sides, or a plan of Terraform. */
  readonly actions: 'predicted' | 'plan';
  /**
   * The provider whose replacements are known, and since when, and the one that the new side asks for, where it says so; missing
   * for a plan.
   */
  readonly table?: { readonly provider: string; readonly derived: string; readonly asked?: string };
  readonly upgrade: Upgrade;
  /** What a month costs before and after; missing for a plan. */
  readonly cost?: CostChange;
  /** What the site carries before and after; missing where a side is no topology. */
  readonly capacity?: { readonly before: SiteCapacity; readonly after: SiteCapacity };
  /** How to carry it out; missing for a plan, which knows nothing of the way. */
  readonly way?: UpgradeSteps;
  /** What could not be known, from all parts. */
  readonly unknown: readonly (string | Note)[];
}
