import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { readServiceGraph, UnreadableClaimsError } from '../../check/claims/read-service-graph';
import { examineInferred } from '../../check/inferred/examine';
import { NothingToJudgeError } from '../../check/inferred/nothing-to-judge';
import { type Examined, examineClaims } from '../../check/verdict';
import type { CheckedStack } from '../../report/check/checked-stack';
import { bearsMark } from '../../terraform/mark';
import { type TerraformDocument, terraformDocument, UnreadablePlanError } from '../../terraform/plan/document';
import { otherThanPlanned, plannedStack } from '../../terraform/plan/planned-stack';
import { ResourceIndex, UnreadableTerraformError } from '../../terraform/resource-index';
import type { Unread } from '../../terraform/unread';
import { SERVICE_GRAPH_FILE } from '../build';
import { withAge } from '../check-stack';
import { claimsBeside, claimsOfFile } from '../claims';
import { type Io, UsageError } from '../io';
import { readJson, TERRAFORM_FILE } from '../read-json';
import { type PlanSource, planSource } from './plan-source';
import type { TerraformRequest } from './request';

/** The verdict on a plan or state: on the stack's claims where they are there, inferred otherwise. */
export async function checkDocument(
  name: string,
  json: unknown,
  request: TerraformRequest,
  io: Io,
): Promise<CheckedStack> {
  const id = basename(name, extname(name));
  try {
    const document = terraformDocument(json);
    const claims = claimsFile(name, request, io);
    const examined =
      claims === undefined
        ? examine(id, document, request, await planSource(name, document, request, io))
        : examineOwn(name, document, claims, request, io);
    return { id, file: name, ...examined, places: new Map() };
  } catch (error) {
    const readable = [UnreadablePlanError, UnreadableTerraformError, NothingToJudgeError];
    if (readable.some((kind) => error instanceof kind)) throw new UsageError(`${name}: ${reasonOf(error)}`);
    throw error;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The claims that are named, or that lie beside the document. */
function claimsFile(name: string, { serviceGraph }: TerraformRequest, io: Io): string | undefined {
  if (serviceGraph !== undefined) return resolve(io.cwd, serviceGraph);
  return claimsBeside(dirname(resolve(io.cwd, name)), io);
}

function examine(
  site: string,
  document: TerraformDocument,
  { survives }: TerraformRequest,
  { source, unread }: PlanSource,
): Examined {
  const stack = plannedStack(document, source === undefined ? {} : { source });
  const claims: readonly Unread[] = bearsMark(stack) ? [{ code: 'claims', subject: SERVICE_GRAPH_FILE }] : [];
  return examineInferred(stack, { site, survives, unread: [...unread, ...claims] });
}

/**
 * A fresh plan knows neither policies nor tags with ids in them: their expressions are in the configuration that was
 * planned, which lies beside its claims.
 */
function examineOwn(
  name: string,
  document: TerraformDocument,
  claims: string,
  { survives }: TerraformRequest,
  io: Io,
): Examined {
  const shown = relative(io.cwd, claims);
  const graph = claimsOfFile(claims, io);
  const configuration = join(dirname(claims), TERRAFORM_FILE);
  if (!existsSync(configuration)) {
    throw new UsageError(
      `${shown}: ${TERRAFORM_FILE} does not lie beside it, and a plan does not hold all that claims are proved from; copy both`,
    );
  }
  try {
    const synthesized = new ResourceIndex(readJson(configuration, io));
    const planned = new Set(document.resources.map(({ address }) => address));
    const lacking = readServiceGraph(graph)
      .services.flatMap(({ members }) => members)
      .find((member) => synthesized.has(member) && !planned.has(member));
    if (lacking !== undefined)
      throw new UsageError(`${shown}: it names ${lacking}, which ${name} does not have; give the plan of this stack`);
    const other = otherThanPlanned(document, (address) => synthesized.get(address)?.body);
    if (other !== undefined)
      throw new UsageError(`${name}: ${other}; plan again, or give the claims of what was planned`);
    return withAge(examineClaims(plannedStack(document, { synthesized }), graph, { survives }), graph, shown);
  } catch (error) {
    if (error instanceof UnreadableClaimsError) throw new UsageError(`${shown}: ${error.message}`);
    throw error;
  }
}
