import { links } from '../../../terraform/links';
import type { Resource, ResourceIndex } from '../../../terraform/resource-index';
import { ANSWERING } from './entrance';

/** Attributes in which the host name of something that answers stands, with or without a scheme before it. */
const HOSTS = [
  'dns_name',
  'domain_name',
  'api_endpoint',
  'function_url',
  'invoke_url',
  'website_endpoint',
  'website_domain',
  'bucket_regional_domain_name',
  'bucket_domain_name',
  'regional_domain_name',
  'cloudfront_domain_name',
  'public_dns',
  'public_ip',
  'fqdn',
] as const;

/** `NAME.s3.REGION.amazonaws.com`, `NAME.s3-website-REGION.amazonaws.com` and the like. */
const BUCKET = /^(.+?)\.s3(?:[.-][a-z0-9.-]+)?\.amazonaws\.com(?:\.cn)?$/;

/** A data source for a bucket. */
const DATA_BUCKET = /^\$\{((?:module\.[\w-]+\.)*data\.aws_s3_bucket\.[\w-]+(?:\[(?:\d+|"[^"]*")\])?)\.[a-z_]+\}$/;

/** What a host name or an address means. */
export interface Host {
  /** What answers at it, where that is in the Terraform. */
  readonly resource?: Resource;
  /** A bucket elsewhere. */
  readonly bucket?: string;
  /** The name, where it is known. */
  readonly name?: string;
  /** Whether the resource is what an expression is made from, and what that makes of it is not known. */
  readonly derived?: boolean;
}

/** Finds what answers at a name: by reference, or by the name itself. */
export class Hosts {
  readonly #byName = new Map<string, Resource>();
  readonly #buckets = new Map<string, Resource>();

  constructor(readonly stack: ResourceIndex) {
    for (const resource of ANSWERING.flatMap((type) => stack.ofType(type))) {
      const keys: readonly string[] = resource.type === 'aws_route53_record' ? ['name', ...HOSTS] : HOSTS;
      for (const key of keys) {
        const text = stack.text(resource.body[key]);
        const host = text === undefined || text.includes('${') ? '' : hostOf(text);
        // Two records of one name lead to the same set.
        if (host.includes('.') && !this.#byName.has(host)) this.#byName.set(host, resource);
      }
      const bucket = resource.type === 'aws_s3_bucket' ? stack.text(resource.body.bucket) : undefined;
      if (bucket !== undefined && !bucket.includes('${')) this.#buckets.set(bucket, resource);
    }
  }

  /** What a value means; each of a list. */
  all(value: unknown): readonly Host[] {
    const resolved = this.stack.value(value);
    const items: readonly unknown[] = Array.isArray(resolved) ? resolved : [resolved];
    return items.flatMap((item) => (typeof item === 'string' && item !== '' ? [this.of(item)] : []));
  }

  of(text: string): Host {
    const { certain, possible } = links(text, ANSWERING, this.stack);
    const [only] = certain;
    if (only) return { resource: only };
    if (possible.length > 0)
      return possible.length === 1 && possible[0] ? { resource: possible[0], derived: true } : {};
    const [, data] = DATA_BUCKET.exec(text) ?? [];
    if (data !== undefined) return { bucket: data };
    if (text.includes('${')) return {};
    const name = hostOf(text);
    const found = this.#byName.get(name);
    if (found) return { resource: found, name };
    const [, bucket] = BUCKET.exec(name) ?? [];
    const own = bucket === undefined ? undefined : this.#buckets.get(bucket);
    if (own) return { resource: own, name };
    return bucket === undefined ? { name } : { bucket: name, name };
  }
}

/** The host of an address, with or without a scheme, a port or a path. */
function hostOf(text: string): string {
  return text
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
}
