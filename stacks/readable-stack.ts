import { TerraformElement, TerraformResource, TerraformStack } from 'cdktf';
import type { Node } from 'constructs';

/** Ids that mean "the construct itself" and add nothing to a name. */
const HIDDEN = new Set(['Default', 'Resource']);

/**
 * A stack whose Terraform addresses are readable and hold no hash: the ids of the constructs from the stack down, joined
 * by underscores (`aws_instance.web_1`). They are a contract: growth is an update in place because they stay.
 */
export class ReadableStack extends TerraformStack {
  private readonly paths = new Map<string, string>();

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const parts = node.scopes
      .slice(node.scopes.indexOf(this) + 1)
      .map((scope) => scope.node.id)
      .filter((id) => !HIDDEN.has(id));
    const id = (parts.length > 0 ? parts : [node.id]).join('_').replaceAll('-', '_');
    const key = `${kindOf(element)} ${id}`;
    const taken = this.paths.get(key);
    if (taken !== undefined && taken !== node.path) {
      throw new Error(`${taken} and ${node.path} would both be ${id} in the Terraform; rename one of them`);
    }
    this.paths.set(key, node.path);
    return id;
  }
}

/** Names need to be unique among elements of one type only. */
function kindOf(element: TerraformElement | Node): string {
  if (TerraformResource.isTerraformResource(element)) return element.terraformResourceType;
  return TerraformElement.isTerraformElement(element) ? element.constructor.name : 'node';
}
