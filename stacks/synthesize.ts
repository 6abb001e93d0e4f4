import { App, TerraformResource } from 'cdktf';
import type { GoalRedundancy } from '../model/redundancy';
import type { RenderedStack } from '../model/rendered/digest';
import { embeddedClaims, type ServiceGraph } from '../model/service-graph';
import type { Topology } from '../model/topology';
import { quickTokens } from './quick-tokens';
import { redundancyAlarms } from './redundancy-alarms';
import { SiteStack } from './site-stack';

/** One stack as it was written. */
export interface SynthesizedStack {
  readonly id: string;
  /** Number of AWS resources. */
  readonly resources: number;
  /** Folder of its `cdk.tf.json`, below the output folder. */
  readonly folder: string;
  readonly serviceGraph: ServiceGraph;
}

/** A tier that cannot be built, and why. */
export interface SynthesisProblem {
  /** Name of the stack. */
  readonly stack: string;
  readonly tier: string;
  readonly message: string;
  readonly fix?: string;
}

/** Topologies that are valid as such but cannot be built. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';

  constructor(readonly problems: readonly SynthesisProblem[]) {
    super(problems.map(({ stack, message }) => `${stack}: ${message}`).join('\n'));
  }
}

/** Proves from a stack's Terraform when the redundancy of each goal is used up. */
export type RedundancyOf = (terraform: unknown, serviceGraph: ServiceGraph) => readonly GoalRedundancy[];

/** What is made of the Terraform itself, before it is written. */
export interface Derivations {
  /** Makes the alarms on the redundancy of each goal. */
  readonly redundancyOf: RedundancyOf;
  /** Digests of what was rendered. */
  readonly digestsOf: (terraform: unknown) => RenderedStack;
}

/**
 * A site's stack among others like it. None refers to another, so the pass in which cdktf looks for such references and
 * resolves every token once more, a third of its work, would find nothing.
 */
class StackAlone extends SiteStack {
  /** Resources that are made of the Terraform itself. */
  derived = 0;
  rendered?: RenderedStack;
  derivations?: Derivations;

  override prepareStack(): void {}

  /** Nobody adds an aspect to a stack that is made and written here: what is written is what was rendered. */
  override toTerraform(): ReturnType<SiteStack['toTerraform']> {
    this.site.embeddedClaims.leaveDigests();
    const terraform = super.toTerraform();
    if (!this.derivations) return terraform;
    const { redundancyOf, digestsOf } = this.derivations;
    const claims = this.site.serviceGraph();
    const alarms = redundancyAlarms(terraform, this.site, redundancyOf(terraform, claims));
    this.derived = Object.keys(alarms).length;
    if (this.derived > 0) terraform.resource.aws_cloudwatch_composite_alarm = alarms;
    this.rendered = digestsOf(terraform);
    Object.assign(terraform['//'], embeddedClaims({ ...claims, rendered: this.rendered })['//']);
    return terraform;
  }
}

function problemsOf(stack: SiteStack): readonly SynthesisProblem[] {
  return stack.machineProblems().map((one) => ({ stack: stack.node.id, ...one }));
}

/** What keeps topologies from being built. Nothing is made of them, and nothing is written but the folder. */
export function synthesisProblems(
  topologies: readonly { id: string; topology: Topology }[],
  outdir: string,
): readonly SynthesisProblem[] {
  quickTokens();
  const app = new App({ outdir, skipValidation: true });
  return topologies.flatMap(({ id, topology }) => problemsOf(new StackAlone(app, id, topology)));
}

/**
 * Topologies as Terraform, in cdktf's usual layout, so that `cdktf deploy` and `cdktf diff` find them. All stacks are
 * built, and every node's configuration rendered, before the first byte is written.
 * @param derivations @default - no alarms on the redundancy of goals, and no digests
 * @throws SynthesisError with every tier whose machines cannot be made
 */
export function synthesize(
  topologies: readonly { id: string; topology: Topology }[],
  outdir: string,
  derivations?: Derivations,
): SynthesizedStack[] {
  quickTokens();
  const app = new App({ outdir, skipValidation: true });
  const stacks = topologies.map(({ id, topology }) => new StackAlone(app, id, topology));
  for (const stack of stacks) stack.derivations = derivations;
  const problems = stacks.flatMap(problemsOf);
  if (problems.length > 0) throw new SynthesisError(problems);
  app.synth();
  return stacks.map((stack) => ({
    id: stack.node.id,
    resources: stack.node.findAll().filter((one) => TerraformResource.isTerraformResource(one)).length + stack.derived,
    folder: `stacks/${stack.node.id}`,
    serviceGraph: { ...stack.serviceGraph(), ...(stack.rendered && { rendered: stack.rendered }) },
  }));
}
