import {
  Aspects,
  DefaultTokenResolver,
  Lazy,
  StringConcat,
  TerraformElement,
  TerraformResource,
  Tokenization,
} from 'cdktf';
import type { Construct } from 'constructs';
import { type Fields, fields } from '../../model/fields';
import type { RenderedStack } from '../../model/rendered/digest';
import { RenderedDigests, type StackContent } from '../../model/rendered/stack';
import { embeddedClaims, renderedText, type ServiceGraph } from '../../model/service-graph';

/** Whose claims are embedded. */
export interface Claimant {
  /** The claims as they are when they are asked for. */
  serviceGraph(): ServiceGraph;
  /** Constructs that hold what was rendered for the site; everything else in the stack is somebody else's. */
  readonly parts: readonly Construct[];
  /** Each machine's configuration, by Terraform address. */
  readonly machines: () => StackContent['machines'];
}

const RESOLVER = new DefaultTokenResolver(new StringConcat());

/**
 * Puts a site's claims into its stack's own JSON, below `//`, where Terraform looks past them. The digests among them are of
 * what the constructs render: made when the framework prepares the stack, which is before aspects, and without overrides, so that what either changes is told from it.
 */
export class EmbeddedClaims extends TerraformElement {
  readonly #claimant: Claimant;
  #rendered?: RenderedStack;
  #withDigests = true;

  constructor(scope: Construct, id: string, claimant: Claimant) {
    super(scope, id);
    this.#claimant = claimant;
  }

  /** Whoever writes the stack makes the digests himself, from what he writes. */
  leaveDigests(): void {
    this.#withDigests = false;
  }

  override toTerraform(): object {
    if (!this.#withDigests) return embeddedClaims(this.#claimant.serviceGraph());
    const rendered = Lazy.stringValue({ produce: (context) => renderedText(this.#latest(context.preparing)) });
    return embeddedClaims(this.#claimant.serviceGraph(), rendered);
  }

  /** Made anew whenever the framework prepares the stack, as long as there are no aspects, which may have run by then. */
  #latest(isPreparing: boolean): RenderedStack {
    const rendered = isPreparing && !hasAspects(this) ? undefined : this.#rendered;
    this.#rendered = rendered ?? this.#digests();
    return this.#rendered;
  }

  #digests(): RenderedStack {
    const elements = this.#claimant.parts.flatMap((part) => part.node.findAll());
    const resources = elements.filter((one) => TerraformResource.isTerraformResource(one));
    const content = {
      machines: this.#claimant.machines(),
      resources: resources.map((resource) => ({
        address: `${resource.terraformResourceType}.${resource.friendlyUniqueId}`,
        type: resource.terraformResourceType,
        body: this.#asRendered(resource),
      })),
    };
    return new RenderedDigests().of(content);
  }

  /** The arguments of a resource as it was made, whatever was laid over them. */
  #asRendered(resource: TerraformResource): Fields {
    const bare: TerraformResource = Object.create(resource, { rawOverrides: { value: {} } });
    const type = resource.terraformResourceType;
    const named = fields(fields(fields(bare.toTerraform()).resource)[type])[resource.friendlyUniqueId];
    return fields(Tokenization.resolve(named, { scope: this.cdktfStack, resolver: RESOLVER, preparing: false }));
  }
}

/** Whether an aspect visits anything of the stack. */
function hasAspects({ cdktfStack }: TerraformElement): boolean {
  const nodes = [...cdktfStack.node.scopes, ...cdktfStack.node.findAll()];
  return nodes.some((node) => Aspects.of(node).all.length > 0);
}
