import { awsNeeds, type FakeAws, startFakeAws } from '../../helpers/aws';
import type { Stack } from '../../helpers/stacks';
import { type Plan, type PlanOptions, prepare, terraformNeeds, type Workspace } from '../../helpers/terraform';

/** What a site on the fake AWS needs. */
export const siteNeeds = [...terraformNeeds, ...awsNeeds];

/** A site on the fake AWS that grows from stack to stack. */
export interface GrowingSite {
  /** The plan of a stack over the site as it is; without a refresh, over the site as it was when it was last applied. */
  plan(stack: Stack, options?: PlanOptions): Promise<Plan>;
  /** Plans a stack and makes the site so. */
  apply(stack: Stack): Promise<Plan>;
  stop(): Promise<void>;
}

export async function startSite(first: Stack): Promise<GrowingSite> {
  const aws = await startFakeAws();
  const terraform = await prepare(first.folder, aws.endpoint);
  const plan: GrowingSite['plan'] = (stack, options) => {
    terraform.use(stack.folder);
    return terraform.plan(options);
  };
  return {
    plan,
    apply: async (stack) => {
      const planned = await plan(stack);
      await applied(terraform, aws);
      return planned;
    },
    stop: async () => {
      terraform.dispose();
      await aws.stop();
    },
  };
}

/** Terraform tells little of what the fake AWS did not understand. */
async function applied(terraform: Workspace, aws: FakeAws): Promise<void> {
  try {
    await terraform.apply();
  } catch (error) {
    const refusals = aws.refusals.filter((one) => one.status >= 500).map((one) => JSON.stringify(one));
    throw new Error(`${error}\n${refusals.join('\n')}`);
  }
}
