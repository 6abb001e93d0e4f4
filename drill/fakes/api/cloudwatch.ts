import type { HttpAnswer, HttpRequest } from '../answer';
import { xmlDocument } from '../xml';
import { AwsError, authorize, type FakedService, type Subject } from './call';

const DENIAL = { status: 403, code: 'AccessDenied' };
const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';
const XML_TYPE = { 'Content-Type': 'text/xml' };

/** CloudWatch's Query API, as far as machines use it: `PutMetricData`, of which nothing is kept. */
export const cloudwatch: FakedService = {
  subject(request): Subject {
    return { action: `cloudwatch:${formOf(request).get('Action') ?? ''}`, resource: '*' };
  },

  answer(call): HttpAnswer {
    const form = formOf(call.request);
    const action = form.get('Action') ?? '';
    if (action !== 'PutMetricData') throw new AwsError(400, 'InvalidAction', `no action ${action} here`, 'unknown');
    const context = { 'cloudwatch:namespace': form.get('Namespace') ?? '' };
    authorize(call, 'cloudwatch:PutMetricData', ['*'], DENIAL, context);
    return {
      status: 200,
      headers: XML_TYPE,
      body: xmlDocument(['PutMetricDataResponse', [['ResponseMetadata', [['RequestId', '-']]]]], NAMESPACE),
    };
  },

  failure({ status, code, message }): HttpAnswer {
    const error = [
      ['Code', code],
      ['Message', message],
    ] as const;
    return { status, headers: XML_TYPE, body: xmlDocument(['ErrorResponse', [['Error', error]]], NAMESPACE) };
  },
};

function formOf({ body, query }: HttpRequest): URLSearchParams {
  return body.length > 0 ? new URLSearchParams(body.toString()) : query;
}
