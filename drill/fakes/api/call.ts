import { allowed } from '../../../terraform/policies';
import type { Account } from '../account';
import type { HttpAnswer, HttpRequest } from '../answer';
import type { CallOutcome, FakeInstance, WorldRequest } from '../protocol';

/** An error that AWS answers. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly status: number;
  readonly code: string;
  readonly outcome: CallOutcome;

  constructor(status: number, code: string, message: string, outcome: CallOutcome = 'refused') {
    super(message);
    this.status = status;
    this.code = code;
    this.outcome = outcome;
  }
}

/** A call of a machine, on its way. */
export interface Call {
  readonly request: HttpRequest;
  readonly account: Account;
  /** The machine whose role signs; undefined where nobody does. */
  readonly caller: FakeInstance | undefined;
  /** Asks the drill to change the world; settled when it is done. */
  readonly perform: (request: WorldRequest) => Promise<void>;
  /** Milliseconds that an Elastic IP takes to move. */
  readonly associationDelayMs: number;
}

/** What a call is about, for the record and for IAM. */
export interface Subject {
  /** As IAM names it: `s3:GetObject`. */
  readonly action: string;
  /** ARN of the main resource; `*` where there is none. */
  readonly resource: string;
}

/** One of AWS's services, as far as machines use it. */
export interface FakedService {
  /** What a request is about, whether it is spoken here or not. */
  subject(request: HttpRequest, account: Account): Subject;
  /** @throws AwsError */
  answer(call: Call): Promise<HttpAnswer> | HttpAnswer;
  /** An error in the service's format. */
  failure(error: AwsError, request: HttpRequest): HttpAnswer;
}

/** The machine that signs. @throws AwsError where nobody does */
export function signer(call: Call, denial: Denial): FakeInstance {
  if (call.caller) return call.caller;
  throw new AwsError(403, denial.code, 'The request is not signed by a role of this account.', 'denied');
}

/** How a service says that IAM does not allow a call. */
export interface Denial {
  readonly status: number;
  readonly code: string;
}

/**
 * Holds a call to the policies of the caller's role.
 * @throws AwsError where they do not allow it on one of the resources
 */
export function authorize(
  call: Call,
  action: string,
  resources: readonly string[],
  denial: Denial,
  context: Readonly<Record<string, string | undefined>> = {},
): void {
  const { statements, role } = signer(call, denial);
  const refused = resources.find((resource) => !allowed(statements, { action, resource, context }));
  if (refused === undefined) return;
  const message = `${role ?? 'no role'} is not authorized to perform: ${action} on resource: ${refused}`;
  throw new AwsError(denial.status, denial.code, message, 'denied');
}
