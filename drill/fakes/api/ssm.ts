import { createHash } from 'node:crypto';
import { type Fields, fields } from '../../../terraform/values';
import type { Account } from '../account';
import type { HttpAnswer, HttpRequest } from '../answer';
import { AwsError, authorize, type Call, type FakedService, type Subject } from './call';

const DENIAL = { status: 400, code: 'AccessDeniedException' };
const JSON_TYPE = { 'Content-Type': 'application/x-amz-json-1.1' };

/** Bytes of a value: a standard parameter's, and an advanced one's (Systems Manager User Guide, "Parameter tiers"). */
const MAX_BYTES = { Standard: 4096, Advanced: 8192 } as const;

/** Parameter Store, in the protocol JSON 1.1: `GetParameter` and `PutParameter`. */
export const ssm: FakedService = {
  subject(request, account): Subject {
    const { Name } = input(request);
    const resource = typeof Name === 'string' ? parameterArn(account, Name) : '*';
    return { action: `ssm:${operation(request)}`, resource };
  },

  answer(call): HttpAnswer {
    const operate = OPERATIONS[operation(call.request)];
    if (!operate) throw new AwsError(400, 'UnknownOperationException', '', 'unknown');
    return { status: 200, headers: JSON_TYPE, body: JSON.stringify(operate(call, input(call.request))) };
  },

  failure({ status, code, message }): HttpAnswer {
    return { status, headers: JSON_TYPE, body: JSON.stringify({ __type: code, message }) };
  },
};

const OPERATIONS: Readonly<Record<string, (call: Call, input: Fields) => unknown>> = { GetParameter, PutParameter };

function GetParameter(call: Call, input: Fields): unknown {
  const name = nameIn(input);
  const arn = parameterArn(call.account, name);
  authorize(call, 'ssm:GetParameter', [arn], DENIAL);
  const parameter = call.account.parameters.get(name);
  if (!parameter) throw new AwsError(400, 'ParameterNotFound', '');
  const { value, type, version, modified } = parameter;
  const hidden = type === 'SecureString' && input.WithDecryption !== true;
  return {
    Parameter: {
      Name: name,
      Type: type,
      Value: hidden ? createHash('sha256').update(value).digest('base64') : value,
      Version: version,
      LastModifiedDate: modified,
      ARN: arn,
      DataType: 'text',
    },
  };
}

function PutParameter(call: Call, input: Fields): unknown {
  const name = nameIn(input);
  const { Value: value, Type: type = 'String', Overwrite: overwrite, Tier: tier = 'Standard' } = input;
  // Systems Manager's condition key; a request that does not say has none.
  const context = { 'ssm:Overwrite': overwrite === true ? 'true' : undefined };
  authorize(call, 'ssm:PutParameter', [parameterArn(call.account, name)], DENIAL, context);
  if (typeof value !== 'string' || value === '' || typeof type !== 'string') {
    throw new AwsError(400, 'ValidationException', 'A parameter needs a value and a type.');
  }
  const bytes = Buffer.byteLength(value);
  const used =
    tier === 'Standard' || (tier === 'Intelligent-Tiering' && bytes <= MAX_BYTES.Standard) ? 'Standard' : 'Advanced';
  if (bytes > MAX_BYTES[used]) {
    throw new AwsError(
      400,
      'ValidationException',
      `${used} tier parameters support values of up to ${MAX_BYTES[used]} bytes.`,
    );
  }
  if (call.account.parameters.has(name) && overwrite !== true) {
    throw new AwsError(
      400,
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  return { Version: call.account.putParameter(name, value, type), Tier: used };
}

function operation({ headers }: HttpRequest): string {
  return (headers['x-amz-target'] ?? '').replace(/^AmazonSSM\./, '');
}

function input({ body }: HttpRequest): Fields {
  try {
    return fields(JSON.parse(body.toString()));
  } catch {
    return {};
  }
}

function nameIn({ Name }: Fields): string {
  if (typeof Name === 'string' && /^\/?[\w.-]+(?:\/[\w.-]+)*$/.test(Name)) return Name;
  throw new AwsError(400, 'ValidationException', 'Parameter name: only a-zA-Z0-9_.- and / between them.');
}

/** `parameter/a/b` for `/a/b`, and `parameter/a` for `a` (Systems Manager User Guide, "Restricting access"). */
function parameterArn({ world }: Account, name: string): string {
  return `arn:aws:ssm:${world.region}:${world.account}:parameter/${name.replace(/^\//, '')}`;
}
