import { TerraformElement } from 'cdktf';
import type { Site } from '../constructs/core/site';
import { redundancyAlarms } from './redundancy-alarms';
import type { RedundancyOf } from './synthesize';

/**
 * The alarms on the redundancy of each goal, in a stack that somebody composes of constructs. They are derived from the
 * Terraform of the whole stack, whenever that is made: what is added to the stack later is in them.
 */
export class DerivedAlarms extends TerraformElement {
  readonly #site: Site;
  readonly #redundancyOf: RedundancyOf;
  #deriving = false;

  constructor(site: Site, redundancyOf: RedundancyOf) {
    super(site, 'redundancy');
    this.#site = site;
    this.#redundancyOf = redundancyOf;
  }

  override toTerraform(): object {
    // The stack asks all of its elements, this one among them.
    if (this.#deriving) return {};
    this.#deriving = true;
    try {
      const terraform = this.cdktfStack.toTerraform();
      const alarms = redundancyAlarms(terraform, this.#site, this.#redundancyOf(terraform, this.#site.serviceGraph()));
      return Object.keys(alarms).length > 0 ? { resource: { aws_cloudwatch_composite_alarm: alarms } } : {};
    } finally {
      this.#deriving = false;
    }
  }
}
