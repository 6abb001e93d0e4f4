import type { Account } from '../account';
import type { HttpAnswer, HttpRequest } from '../answer';
import type { ApiCall, CallOutcome, FakeInstance, WorldRequest } from '../protocol';
import { AwsError, type FakedService, type Subject } from './call';
import { serviceAt } from './endpoints';
import { s3 } from './s3';

/** What the endpoints need besides the account. */
export interface EndpointHooks {
  readonly perform: (request: WorldRequest) => Promise<void>;
  readonly record: (call: ApiCall) => void;
  /** Milliseconds. */
  readonly associationDelayMs: number;
}

/** Answers a request at any endpoint, and records it; undefined where it would not have come there. */
export async function answerCall(
  request: HttpRequest,
  account: Account,
  hooks: EndpointHooks,
): Promise<HttpAnswer | undefined> {
  const service = serviceAt(request.host, account.world.region);
  const machine = account.instanceAt(request.source);
  const node = machine?.name ?? request.source;
  // S3 has an endpoint inside of the network; all else is on the internet.
  if (service && service !== s3 && machine && !account.reachesInternet(machine)) {
    hooks.record({ node, ...service.subject(request, account), outcome: 'unreached' });
    return undefined;
  }
  if (!service) {
    hooks.record({ node, action: `${request.method} ${request.host}`, resource: '*', outcome: 'unknown' });
    return { status: 404, body: `no fake for ${request.host}\n` };
  }
  const { answer, outcome, code } = await outcomeOf(request, account, service, hooks);
  const subject: Subject = service.subject(request, account);
  hooks.record({ node, ...subject, outcome, ...(code === undefined ? {} : { code }) });
  return answer;
}

async function outcomeOf(
  request: HttpRequest,
  account: Account,
  service: FakedService,
  { perform, associationDelayMs }: EndpointHooks,
): Promise<{ answer: HttpAnswer; outcome: CallOutcome; code?: string }> {
  try {
    const caller = signedBy(request, account);
    const answer = await service.answer({ request, account, caller, perform, associationDelayMs });
    return { answer, outcome: 'answered' };
  } catch (error) {
    const known = error instanceof AwsError ? error : new AwsError(500, 'InternalError', String(error));
    return { answer: service.failure(known, request), outcome: known.outcome, code: known.code };
  }
}

/** The machine whose credentials sign a request. The key and the session's token are looked at, the signature is not. */
function signedBy({ headers }: HttpRequest, account: Account): FakeInstance | undefined {
  const key = /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1];
  return key === undefined ? undefined : account.keyOwner(key, headers['x-amz-security-token']);
}
