/** `nospof/check`: the verdict on a stack of your own, for its tests, and the alarms that follow from it. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TerraformStack, Testing } from 'cdktf';
import type { StackVerdict } from './check/findings';
import { redundancyOf } from './check/redundancy';
import { examine } from './check/verdict';
import { checkStack, stackFolders } from './cli/check-stack';
import type { Site } from './constructs/core/site';
import { claimsIn } from './model/service-graph';
import type { Survives } from './model/topology';
import { verdictText } from './report/check/text';
import { DerivedAlarms } from './stacks/derived-alarms';

export type { StackVerdict } from './check/findings';

export interface CheckOptions {
  /** What it must survive. @default - what the site declares; nothing, where it declares nothing */
  readonly survives?: Survives;
}

/**
 * The verdict on a stack that holds a site of nospof's constructs, as `nospof check` gives it.
 * @param stack a stack, which is synthesized as `app.synth()` does it, or the folder of one that was: `cdktf.out/stacks/shop`
 * @throws where it cannot be synthesized or holds no site
 */
export function check(stack: TerraformStack | string, { survives }: CheckOptions = {}): StackVerdict {
  if (typeof stack !== 'string') {
    const terraform = synthesizedHere(stack);
    const claims = claimsIn(terraform);
    if (claims === undefined)
      throw new TypeError(`${stack.node.path} holds no Site of nospof, so nothing claims what it does`);
    return examine(terraform, claims, { target: survives }).verdict;
  }
  const io = { cwd: process.cwd() };
  const [folder, ...more] = stackFolders(stack, io);
  if (folder === undefined || more.length > 0) throw new RangeError(`${stack}: name the folder of one stack`);
  return checkStack(folder, io, { target: survives }).verdict;
}

/**
 * Alarms that say of each goal that its redundancy is used up, and which next loss ends it: derived from the proof whenever
 * the stack is synthesized, so it does not matter what is added to the site after this call. What is made of a topology has
 * them anyway.
 * @throws where the site's stack cannot be synthesized
 */
export function watchRedundancy(site: Site): void {
  new DerivedAlarms(site, redundancyOf);
}

/** What `app.synth()` would write, without the rest of the app. */
function synthesizedHere(stack: TerraformStack): unknown {
  stack.prepareStack();
  const outdir = Testing.fullSynth(stack);
  try {
    return JSON.parse(readFileSync(join(outdir, 'stacks', stack.node.id, 'cdk.tf.json'), 'utf8'));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What a matcher answers to jest. */
interface Matched {
  readonly pass: boolean;
  message(): string;
}

/**
 * Matchers for jest, and whatever takes the same: `expect.extend(matchers)`, then `expect(stack).toSurvive('zone')`: whether
 * the site is known to survive the loss of any one node, or zone, and nothing in its stack stands against the proof.
 */
export const matchers = {
  toSurvive(stack: unknown, survives: 'node' | 'zone'): Matched {
    if (typeof stack !== 'string' && !TerraformStack.isStack(stack))
      throw new TypeError('toSurvive is for a stack, or the folder of a synthesized one');
    const verdict = check(stack, { survives });
    return { pass: verdict.holds, message: () => verdictText(verdict) };
  },
};

declare global {
  namespace jest {
    interface Matchers<R> {
      /** Whether a stack survives the loss of any one node, or zone, as `nospof check` proves it. */
      toSurvive(survives: 'node' | 'zone'): R;
    }
  }
}
