import type { StoredObject } from '../account';
import type { HttpAnswer, HttpRequest } from '../answer';
import { xmlDocument } from '../xml';
import { AwsError, authorize, type Call, type FakedService, type Subject } from './call';

const DENIAL = { status: 403, code: 'AccessDenied' };

/** An object's place, from a path-style or a virtual-hosted address. */
interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** S3: `GetObject`, `HeadObject` and `PutObject` in one part. Bucket policies are not looked at. */
export const s3: FakedService = {
  subject(request): Subject {
    const { bucket, key } = place(request);
    const action = operation(request) ?? `${request.method}${request.query.size > 0 ? `?${request.query}` : ''}`;
    // IAM has one action for reading an object and for its head.
    return { action: `s3:${action.replace('HeadObject', 'GetObject')}`, resource: `arn:aws:s3:::${bucket}/${key}` };
  },

  answer(call): HttpAnswer {
    const { bucket, key } = place(call.request);
    if (!call.account.buckets.has(bucket)) {
      throw new AwsError(404, 'NoSuchBucket', 'The specified bucket does not exist');
    }
    switch (operation(call.request)) {
      case 'GetObject':
      case 'HeadObject':
        return read(call, { bucket, key });
      case 'PutObject':
        return write(call, { bucket, key });
      default:
        throw new AwsError(
          501,
          'NotImplemented',
          'A header you provided implies functionality that is not implemented',
          'unknown',
        );
    }
  },

  failure({ status, code, message }, { method, path }): HttpAnswer {
    const body = xmlDocument([
      'Error',
      [
        ['Code', code],
        ['Message', message],
        ['Resource', path],
      ],
    ]);
    return { status, headers: { 'Content-Type': 'application/xml' }, body: method === 'HEAD' ? '' : body };
  },
};

/** Parameters that only repeat what the operation is, as SDKs add them. */
const HARMLESS = new Set(['x-id']);

function operation({ method, query, headers, path }: HttpRequest): string | undefined {
  const plain = [...query.keys()].every((name) => HARMLESS.has(name));
  if (!plain || path === '/' || headers.range !== undefined || headers['x-amz-copy-source'] !== undefined)
    return undefined;
  return { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject' }[method];
}

function read(call: Call, { bucket, key }: Place): HttpAnswer {
  authorize(call, 's3:GetObject', [`arn:aws:s3:::${bucket}/${key}`], DENIAL);
  const stored = call.account.buckets.get(bucket)?.get(key);
  if (!stored) {
    // Who may not list a bucket is not told what is missing (S3 API, "GetObject").
    authorize(call, 's3:ListBucket', [`arn:aws:s3:::${bucket}`], DENIAL);
    throw new AwsError(404, 'NoSuchKey', 'The specified key does not exist.');
  }
  const { 'if-match': wanted, 'if-none-match': had } = call.request.headers;
  if (wanted !== undefined && !names(wanted, stored)) {
    throw new AwsError(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  }
  if (had !== undefined && names(had, stored)) return { status: 304, headers: { ETag: stored.etag }, body: '' };
  return { status: 200, headers: headersOf(stored), body: stored.body };
}

/** Whether a condition's entity tag is that of an object. */
function names(tag: string, { etag }: StoredObject): boolean {
  return tag === '*' || tag.replaceAll('"', '') === etag.replaceAll('"', '');
}

function headersOf({ body, contentType, cacheControl, etag, modified }: StoredObject): Record<string, string> {
  return {
    ETag: etag,
    'Content-Type': contentType,
    'Content-Length': String(body.length),
    'Last-Modified': modified.toUTCString(),
    'Accept-Ranges': 'bytes',
    ...(cacheControl === undefined ? {} : { 'Cache-Control': cacheControl }),
  };
}

function write({ request, account, ...rest }: Call, { bucket, key }: Place): HttpAnswer {
  authorize({ request, account, ...rest }, 's3:PutObject', [`arn:aws:s3:::${bucket}/${key}`], DENIAL);
  if (request.headers['content-encoding']?.includes('aws-chunked')) {
    throw new AwsError(501, 'NotImplemented', 'aws-chunked bodies are not implemented', 'unknown');
  }
  const stored = account.buckets.get(bucket)?.get(key);
  const { 'if-match': wanted, 'if-none-match': had } = request.headers;
  // Amazon S3 User Guide, "Conditional writes": the version that the writer has read, or that there is none.
  if ((wanted !== undefined && !(stored && names(wanted, stored))) || (had !== undefined && stored)) {
    throw new AwsError(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  }
  const { etag } = account.putObject(bucket, key, request.body, {
    contentType: request.headers['content-type'],
    cacheControl: request.headers['cache-control'],
  });
  return { status: 200, headers: { ETag: etag }, body: '' };
}

/** The bucket in the host's name, or the path's first part where the host is the endpoint itself. */
function place({ host, path }: HttpRequest): Place {
  const named = /^(.+)\.s3[.-]/.exec(host)?.[1];
  const [first = '', ...others] = path.slice(1).split('/').map(decoded);
  return named === undefined
    ? { bucket: first, key: others.join('/') }
    : { bucket: named, key: [first, ...others].join('/') };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
