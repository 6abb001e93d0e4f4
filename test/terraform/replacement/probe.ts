import type { Difference } from '../../../upgrade/diff/replacement/table';
import type { ResourceChange } from '../../helpers/terraform';
import type { JsonObject } from './values';

/** One question to the provider: a resource that is there, and what the configuration wants of it. */
export interface Probe {
  /** Terraform's name for it. */
  readonly name: string;
  readonly type: string;
  readonly path: string;
  readonly difference: Difference | 'same';
  /** What the resource was made from. */
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** What the provider said to one probe. */
export interface Answer {
  readonly probe: Probe;
  /** The plan that makes the resource; undefined where the provider refuses it. */
  readonly made?: ResourceChange['change'];
  /** The plan that changes it; undefined where the provider refuses it. */
  readonly change?: ResourceChange['change'];
  readonly refusal?: string;
}
