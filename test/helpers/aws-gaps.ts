import type { Architecture } from '../../model/instance-types';
import { type DebianRelease, RELEASES, releaseOfImage } from '../../model/releases';
import type { AwsAnswer, AwsRequest } from './aws-exchange';
import { CompositeAlarms } from './composite-alarms';
import type { MaintenanceOptions } from './maintenance-options';

/** What moto lacks and this project's Terraform asks for, answered here. */

const ARCHITECTURES = ['amd64', 'arm64'] as const satisfies readonly Architecture[];

/** The image behind a release's public parameter; moto loads all of them as its own (`MOTO_AMIS_PATH`). */
export function debianImage(release: DebianRelease, architecture: Architecture): string {
  return `ami-0deb${release.os.slice(-2)}${architecture === 'amd64' ? 'a' : 'b'}0000000001`;
}

/** moto's list of images, reduced to Debian's. */
export function imageList(): string {
  const all = Object.values(RELEASES).flatMap((release) => ARCHITECTURES.map((arch) => ({ release, arch })));
  const images = all.map(({ release, arch }) => ({
    ami_id: debianImage(release, arch),
    name: `${release.os}-${arch}-20251101-2285`,
    description: release.title,
    owner_id: '136693071363',
    public: true,
    state: 'available',
    image_type: 'machine',
    image_location: `amazon/${release.os}-${arch}-20251101-2285`,
    architecture: arch === 'amd64' ? 'x86_64' : 'arm64',
    root_device_type: 'ebs',
    root_device_name: '/dev/xvda',
    virtualization_type: 'hvm',
    hypervisor: 'xen',
    sriov: 'simple',
    platform: null,
  }));
  return JSON.stringify(images);
}

/** Debian's public parameters: moto refuses to hold names under `/aws`. */
function publicParameter(request: AwsRequest): AwsAnswer | undefined {
  if (request.target !== 'AmazonSSM.GetParameter') return undefined;
  const { Name: name } = JSON.parse(request.body) as { readonly Name: string };
  const release = releaseOfImage(name);
  const arch = ARCHITECTURES.find((one) => name === `${release?.imageParameter}/${one}`);
  if (!release || !arch) return undefined;
  const parameter = {
    Name: name,
    Type: 'String',
    Value: debianImage(release, arch),
    Version: 1,
    LastModifiedDate: 1_760_000_000,
    ARN: `arn:aws:ssm:${request.region}::parameter${name}`,
    DataType: 'text',
  };
  return { status: 200, contentType: 'application/x-amz-json-1.1', body: JSON.stringify({ Parameter: parameter }) };
}

/** A fake of Data Lifecycle Manager, which moto does not have at all. */
class LifecycleManager {
  private readonly policies = new Map<string, Record<string, unknown>>();

  answer(request: AwsRequest): AwsAnswer | undefined {
    if (request.service !== 'dlm') return undefined;
    const [, kind, encoded] = request.path.split('?')[0]?.split('/') ?? [];
    const id = decodeURIComponent(encoded ?? '').replace(/^.*policy\//, '');
    const known = this.policies.get(id);
    if (kind === 'policies' && request.method === 'POST') return json(200, { PolicyId: this.create(request) });
    if (!known) return json(404, { Code: 'RESOURCE_NOT_FOUND', Message: `no policy ${id}`, ResourceType: 'Policy' });
    if (kind === 'tags') return json(200, { Tags: known.Tags });
    if (request.method === 'GET') return json(200, { Policy: known });
    if (request.method === 'DELETE') this.policies.delete(id);
    if (request.method === 'PATCH') this.policies.set(id, { ...known, ...parseObject(request.body) });
    return json(200, {});
  }

  reset(): void {
    this.policies.clear();
  }

  private create(request: AwsRequest): string {
    const id = `policy-${String(this.policies.size + 1).padStart(17, '0')}`;
    this.policies.set(id, {
      Tags: {},
      ...parseObject(request.body),
      PolicyId: id,
      PolicyArn: `arn:aws:dlm:${request.region}:123456789012:policy/${id}`,
      DateCreated: '2025-01-01T00:00:00Z',
      DateModified: '2025-01-01T00:00:00Z',
    });
    return id;
  }
}

/** moto holds every denial of a bucket policy against every request, whatever its conditions say; so it sees none. */
class BucketPolicies {
  private readonly policies = new Map<string, string>();

  answer(request: AwsRequest): AwsAnswer | undefined {
    const bucket = /^\/([^/?]+)\/?\?policy=?$/.exec(request.path)?.[1];
    if (request.service !== 's3' || bucket === undefined) return undefined;
    if (request.method === 'PUT') this.policies.set(bucket, request.body);
    if (request.method === 'DELETE') this.policies.delete(bucket);
    if (request.method !== 'GET') return { status: 204, contentType: 'application/xml', body: '' };
    const policy = this.policies.get(bucket);
    if (policy !== undefined) return json(200, JSON.parse(policy));
    const error = '<Error><Code>NoSuchBucketPolicy</Code><Message>The bucket policy does not exist</Message></Error>';
    return { status: 404, contentType: 'application/xml', body: error };
  }

  reset(): void {
    this.policies.clear();
  }
}

/** moto asks the policy of the bucket of logs for the right to write there, and that policy is none of its own. */
class BucketLogging {
  private readonly settings = new Map<string, string>();

  answer(request: AwsRequest): AwsAnswer | undefined {
    const bucket = /^\/([^/?]+)\/?\?logging=?$/.exec(request.path)?.[1];
    if (request.service !== 's3' || bucket === undefined) return undefined;
    if (request.method === 'PUT') this.settings.set(bucket, request.body);
    const none = '<BucketLoggingStatus xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>';
    const body = request.method === 'GET' ? (this.settings.get(bucket) ?? none) : '';
    return { status: 200, contentType: 'application/xml', body };
  }

  reset(): void {
    this.settings.clear();
  }
}

function parseObject(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

function json(status: number, value: unknown): AwsAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(value) };
}

/** All fakes; `answer` is undefined where the request is moto's. */
export function awsGaps(maintenance: MaintenanceOptions): {
  answer(request: AwsRequest): AwsAnswer | undefined;
  reset(): void;
} {
  const lifecycle = new LifecycleManager();
  const policies = new BucketPolicies();
  const logging = new BucketLogging();
  const alarms = new CompositeAlarms();
  return {
    answer: (request) =>
      publicParameter(request) ??
      lifecycle.answer(request) ??
      policies.answer(request) ??
      logging.answer(request) ??
      alarms.answer(request) ??
      maintenance.answer(request),
    reset: () => {
      maintenance.reset();
      lifecycle.reset();
      policies.reset();
      logging.reset();
      alarms.reset();
    },
  };
}
