import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sarifReport } from '../report/check/sarif';
import { COMMENT_MARKER, isFine, jobSummary, pullRequestComment } from '../report/pull-request/comment';
import { acceptedChanges } from './accepted-changes';
import { AcceptedChanges } from './decide';
import { type ExitCode, type Io, UsageError } from './io';
import { TOPOLOGY_FOLDER } from './load';
import { changedTopologies } from './pull-request/changed';
import { type CommentOutcome, type GithubPlace, writeComment } from './pull-request/github';
import { reviewed } from './pull-request/review';
import { reason } from './reason';

export interface PullRequestOptions {
  /** Revision that the pull request is to be merged into. */
  readonly base: string;
  /** File for the findings in SARIF, for code scanning. @default - none */
  readonly sarif?: string;
  /** Whether the comment is written on GitHub, by the environment of a workflow. @default false */
  readonly post?: boolean;
  /** Accepted blockers, as `ADDRESS=REASON`. @default - none */
  readonly accept?: readonly string[];
}

/** Where topologies are, from the repository's top: where `nospof init` writes them and all commands look for them. */
const TOPOLOGY_GLOBS: readonly string[] = [`${TOPOLOGY_FOLDER}/**/*.yaml`, `${TOPOLOGY_FOLDER}/**/*.yml`];

/**
 * `nospof pull-request --base REV [GLOB…]`: prints the comment on a pull request: `check` and `diff` for each topology that
 * it changes.
 * @throws UsageError where git cannot tell what changed
 */
export async function pullRequest(globs: readonly string[], options: PullRequestOptions, io: Io): Promise<ExitCode> {
  const accepted = new AcceptedChanges(acceptedChanges(options.accept ?? []));
  const changes = changedTopologies(options.base, globs.length > 0 ? globs : TOPOLOGY_GLOBS, io);
  const topologies = await reviewed(changes, accepted, io);
  accepted.requireUsed();
  if (options.sarif !== undefined) {
    const stacks = topologies.flatMap(({ checked }) => checked ?? []);
    writeFileSync(resolve(io.cwd, options.sarif), sarifReport(stacks));
  }
  const comment = pullRequestComment(topologies);
  io.out(comment);
  const told = options.post ? await post(comment, topologies.length > 0, io) : undefined;
  const { GITHUB_STEP_SUMMARY: summary } = io.env;
  if (summary) appendFileSync(summary, `${jobSummary(topologies)}${told === undefined ? '' : `\n${told}\n`}`);
  if (told !== undefined) io.err(`${told}\n`);
  if (topologies.some(({ problem, checked }) => problem !== undefined && !checked)) return 2;
  return topologies.every(isFine) ? 0 : 1;
}

/** Write the comment; what to tell of it. Where nothing changes and nothing was said before, nothing is. */
async function post(comment: string, isNews: boolean, io: Io): Promise<string | undefined> {
  const place = placeOf(io);
  if (typeof place === 'string') return place;
  return outcome(await writeComment(place, COMMENT_MARKER, comment, isNews));
}

function outcome(comment: CommentOutcome): string | undefined {
  if (typeof comment === 'object') return `The comment could not be written: ${comment.failed}.`;
  return comment === 'forbidden'
    ? 'The comment could not be written: the token may not write here, as in a pull request from a fork. Its text is in the summary of the workflow run.'
    : undefined;
}

/** The pull request by the environment of a workflow run, or why there is none. */
function placeOf({ env }: Io): GithubPlace | string {
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository, GITHUB_EVENT_PATH: event } = env;
  if (!token || !repository || !event) {
    return 'No comment is written: GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_EVENT_PATH tell where to, and are not all there.';
  }
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new UsageError(`GITHUB_REPOSITORY is '${repository}', not owner/name`);
  const number = numberOf(event);
  if (number === undefined) return 'No comment is written: the workflow was not started by a pull request.';
  return { api: env.GITHUB_API_URL ?? 'https://api.github.com', repository, number, token };
}

function numberOf(event: string): number | undefined {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(event, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `GITHUB_EVENT_PATH ${event}: ${error instanceof SyntaxError ? 'it is no JSON' : reason(error)}`,
    );
  }
  if (typeof json !== 'object' || json === null || !('pull_request' in json)) return undefined;
  const { pull_request: request } = json;
  const number = typeof request === 'object' && request !== null && 'number' in request ? request.number : undefined;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}
