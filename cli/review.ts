import { dirname, resolve } from 'node:path';
import { UnreadableClaimsError } from '../check/claims/read-service-graph';
import { DIFF_FORMATS, type DiffFormat } from '../report/diff';
import { UnreadablePlanError } from '../terraform/plan/document';
import { UnreadableTerraformError } from '../terraform/resource-index';
import { reviewPlan } from '../upgrade/review/review-plan';
import { acceptedChanges } from './accepted-changes';
import { SERVICE_GRAPH_FILE } from './build';
import { claimsBeside, claimsOfFile } from './claims';
import { AcceptedChanges, decisionCode } from './decide';
import { type ExitCode, type Io, UsageError } from './io';
import { documentFile } from './sources/document';

export interface ReviewOptions {
  /** @default 'text' */
  readonly format?: DiffFormat;
  /** Claims of what is to be. @default - the service-graph.json beside the plan, if there is one */
  readonly serviceGraph?: string;
  /** Claims of what there is, as they were before the change. @default - none */
  readonly oldServiceGraph?: string;
  /** Accepted blockers, as `ADDRESS=REASON`. @default - none */
  readonly accept?: readonly string[];
}

/**
 * `nospof review PLAN.json`: what a plan of Terraform changes, and what blocks it.
 * @throws UsageError for a file or an option that cannot be used
 */
export function review(name: string, options: ReviewOptions, io: Io): ExitCode {
  const accepted = new AcceptedChanges(acceptedChanges(options.accept ?? []));
  const { document, json } = documentFile(name, io);
  if (document.kind !== 'plan') {
    throw new UsageError(
      `${name}: it is a state, which plans nothing; 'nospof diff ${name} NEW' compares it with a topology`,
    );
  }
  const claimsFile = options.serviceGraph ?? claimsBeside(dirname(resolve(io.cwd, name)), io);
  const claims = claimsFile === undefined ? undefined : claimsOf(claimsFile, io);
  const oldClaims = options.oldServiceGraph === undefined ? undefined : claimsOf(options.oldServiceGraph, io);
  const upgrade = accepted.decide(reviewed(name, { json, claims, oldClaims }));
  accepted.requireUsed();
  const compared = { old: name, new: name, actions: 'plan', upgrade, unknown: upgrade.unknown } as const;
  io.out(DIFF_FORMATS[options.format ?? 'text'](compared, io.color));
  return decisionCode(upgrade);
}

function claimsOf(name: string, io: Io): unknown {
  return claimsOfFile(resolve(io.cwd, name), io);
}

function reviewed(name: string, request: Parameters<typeof reviewPlan>[0]): ReturnType<typeof reviewPlan> {
  try {
    return reviewPlan(request);
  } catch (error) {
    if (error instanceof UnreadablePlanError || error instanceof UnreadableTerraformError) {
      throw new UsageError(`${name}: ${error.message}`);
    }
    if (error instanceof UnreadableClaimsError) throw new UsageError(`${SERVICE_GRAPH_FILE}: ${error.message}`);
    throw error;
  }
}
