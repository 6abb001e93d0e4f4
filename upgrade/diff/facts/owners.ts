import type { SiteFacts } from '../../site-facts';

/** The node that a resource belongs to, by the address: `aws_ebs_volume.db_1_data` is of the node `db-1`. */
export class Owners {
  readonly #nodes: ReadonlyMap<string, string>;

  constructor(...sides: readonly SiteFacts[]) {
    this.#nodes = new Map(
      sides.flatMap(({ nodes }) => [...nodes.values()].map(({ name, address }) => [labelOf(address), name] as const)),
    );
  }

  of(address: string): string | undefined {
    let label = labelOf(address);
    while (label !== '') {
      const node = this.#nodes.get(label);
      if (node !== undefined) return node;
      label = label.slice(0, Math.max(0, label.lastIndexOf('_')));
    }
    return undefined;
  }
}

/** `web_1` of `aws_instance.web_1`. */
function labelOf(address: string): string {
  return address.slice(address.lastIndexOf('.') + 1);
}
