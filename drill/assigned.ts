import { createHash } from 'node:crypto';
import { reference } from '../terraform/references';
import type { Resource, ResourceIndex } from '../terraform/resource-index';

/** Account that the drill's ARNs name; twelve digits as everywhere at AWS. */
export const ACCOUNT = '123456789012';

/** Public addresses come from a block that is reserved for documentation (RFC 5737), so that none is anybody's. */
const PUBLIC_BLOCK = '198.51.100';
const FIRST_PUBLIC = 10;

const EXPRESSION = /\$\{([^}]*)\}/g;

/** An expression whose value only AWS would know. */
export class UnassignedError extends Error {
  override readonly name = 'UnassignedError';
}

/** An identifier as AWS gives them, always the same for the same address in the Terraform. */
export function assignedId(prefix: string, address: string): string {
  return `${prefix}-${createHash('sha256').update(address).digest('hex').slice(0, 17)}`;
}

/** Instance id of an `aws_instance`. */
export function instanceId(address: string): string {
  return assignedId('i', address);
}

/** What AWS assigns when the Terraform is applied: ids, ARNs, public addresses, names of buckets. */
export class Assigned {
  readonly #stack: ResourceIndex;
  readonly #region: string;

  constructor(stack: ResourceIndex, region: string) {
    this.#stack = stack;
    this.#region = region;
  }

  /** A text with every reference in it replaced. @throws UnassignedError */
  text(text: string): string {
    return text.replace(EXPRESSION, (whole) => this.#reference(whole));
  }

  /** The public address of an `aws_eip`. */
  publicIp({ address }: Resource): string {
    const addresses = this.#stack.ofType('aws_eip').map((one) => one.address);
    return `${PUBLIC_BLOCK}.${FIRST_PUBLIC + addresses.sort().indexOf(address)}`;
  }

  #reference(expression: string): string {
    const found = reference(expression);
    const resource = this.#stack.get(found?.address);
    const value = found && resource ? this.#attribute(resource, found.attribute) : undefined;
    if (value === undefined) throw new UnassignedError(`${expression} is not known before AWS has made it`);
    return value;
  }

  #attribute(resource: Resource, attribute: string): string | undefined {
    const { address, type, body } = resource;
    const ec2 = (kind: string, id: string) => `arn:aws:ec2:${this.#region}:${ACCOUNT}:${kind}/${id}`;
    switch (`${type}.${attribute}`) {
      case 'aws_s3_bucket.id':
      case 'aws_s3_bucket.bucket':
        return bucketName(resource);
      case 'aws_s3_bucket.arn':
        return `arn:aws:s3:::${bucketName(resource)}`;
      case 'aws_s3_bucket.bucket_regional_domain_name':
        return `${bucketName(resource)}.s3.${this.#region}.amazonaws.com`;
      case 'aws_eip.id':
      case 'aws_eip.allocation_id':
        return assignedId('eipalloc', address);
      case 'aws_eip.arn':
        return ec2('elastic-ip', assignedId('eipalloc', address));
      case 'aws_eip.public_ip':
        return this.publicIp(resource);
      case 'aws_instance.id':
        return instanceId(address);
      case 'aws_instance.private_ip':
        return this.#stack.text(body.private_ip);
      case 'aws_subnet.id':
        return assignedId('subnet', address);
      case 'aws_vpc.id':
        return assignedId('vpc', address);
      case 'aws_vpc.arn':
        return ec2('vpc', assignedId('vpc', address));
      case 'aws_cloudfront_distribution.domain_name':
        return `${assignedId('d', address).replace('-', '')}.cloudfront.net`;
      default:
        return undefined;
    }
  }
}

function bucketName({ address, body }: Resource): string {
  if (typeof body.bucket === 'string') return body.bucket;
  const prefix = typeof body.bucket_prefix === 'string' ? body.bucket_prefix : 'terraform-';
  return prefix + createHash('sha256').update(address).digest('hex').slice(0, 26);
}
