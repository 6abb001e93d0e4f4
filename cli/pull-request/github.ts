/** Where a pull request's comment goes, and who writes it. */
export interface GithubPlace {
  /** As `https://api.github.com`. */
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  /** Number of the pull request. */
  readonly number: number;
  /** Never shown. */
  readonly token: string;
}

/** What became of a comment. `none`: there is none, and there is no news for one. `forbidden`: the token may not write, as that of a fork's pull request. */
export type CommentOutcome = 'created' | 'updated' | 'none' | 'forbidden' | { readonly failed: string };

/** GitHub answers within a second or two; a workflow should not wait for it much longer. */
const PATIENCE_MS = 30_000;

const PAGE = 100;

/**
 * Write the comment that begins with a marker: in the place of the one that is there, or as a new one.
 * @param isNews whether a new one is worth it
 */
export async function writeComment(
  place: GithubPlace,
  marker: string,
  body: string,
  isNews: boolean,
): Promise<CommentOutcome> {
  try {
    const id = await commentWith(place, marker);
    const { api, repository, number } = place;
    if (id === undefined && !isNews) return 'none';
    if (id === undefined) {
      await ask(place, 'POST', `${api}/repos/${repository}/issues/${number}/comments`, { body });
      return 'created';
    }
    await ask(place, 'PATCH', `${api}/repos/${repository}/issues/comments/${id}`, { body });
    return 'updated';
  } catch (error) {
    if (error instanceof Refusal && REFUSALS.includes(error.status)) return 'forbidden';
    return { failed: error instanceof Refusal ? error.message : 'GitHub did not answer' };
  }
}

/** Statuses of what a token may not do; GitHub hides what it may not even see behind 404. */
const REFUSALS: readonly number[] = [401, 403, 404];

class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(readonly status: number) {
    super(`GitHub answered with status ${status}`);
  }
}

/** The number of the comment that begins with a marker. */
async function commentWith(place: GithubPlace, marker: string): Promise<number | undefined> {
  const { api, repository, number } = place;
  for (let page = 1; ; page++) {
    const url = `${api}/repos/${repository}/issues/${number}/comments?per_page=${PAGE}&page=${page}`;
    const comments: unknown = await ask(place, 'GET', url);
    if (!Array.isArray(comments)) return undefined;
    for (const { id, body } of comments) {
      if (typeof id === 'number' && typeof body === 'string' && body.startsWith(marker)) return id;
    }
    if (comments.length < PAGE) return undefined;
  }
}

async function ask({ token }: GithubPlace, method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'nospof',
      'x-github-api-version': '2022-11-28',
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Refusal(response.status);
  return response.json();
}
