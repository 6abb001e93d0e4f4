import { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudfrontOriginAccessControl } from '@cdktf/provider-aws/lib/cloudfront-origin-access-control';
import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { KINDS } from '../model/kinds';
import type { TierOf } from '../model/tiers';
import type { NodeTier } from './core/node-tier';
import { PrivateBucket } from './core/private-bucket';
import type { Site } from './core/site';
import type { Supplier, Supply } from './supply';

/** AWS's managed cache policy "CachingOptimized" (CloudFront developer guide, "Use managed cache policies"). */
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

const PRICE_CLASSES = {
  'europe-america': 'PriceClass_100',
  'no-south-america-oceania': 'PriceClass_200',
  all: 'PriceClass_All',
} as const satisfies Record<TierOf<'cdn'>['priceClass'], string>;

export interface MediaCdnProps {
  readonly site: Site;
  /**
   * From where in the world the CDN answers; fewer places cost less.
   * @default 'europe-america'
   */
  readonly priceClass?: TierOf<'cdn'>['priceClass'];
}

/**
 * All that the application does not render: a private, versioned bucket behind CloudFront, which alone may read it
 * (origin access control). A file never changes under its name: a change is a new name, so caches keep it for ever.
 */
export class MediaCdn extends Construct implements Supplier {
  readonly supplies = 'media';
  private readonly store: PrivateBucket;
  private readonly distribution: CloudfrontDistribution;
  private readonly site: Site;

  constructor(scope: Construct, id: string, props: MediaCdnProps) {
    super(scope, id);
    this.site = props.site;
    this.site.own(this);
    this.store = new PrivateBucket(this, 'store', {
      prefix: `${props.site.name}-${id}`,
      stateful: true,
      dependsOn: [props.site.reservation],
    });
    const { bucket } = this.store;
    const access = new CloudfrontOriginAccessControl(this, 'access', {
      // Unique in the account: the same site in another region has one of its own.
      name: `${props.site.name}-${id}-${props.site.region}`,
      description: `CloudFront alone reads the media of ${props.site.name}`,
      originAccessControlOriginType: 's3',
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
      dependsOn: [props.site.reservation],
    });
    this.distribution = new CloudfrontDistribution(this, 'Resource', {
      comment: `Media of ${props.site.name}`,
      enabled: true,
      isIpv6Enabled: true,
      httpVersion: 'http2and3',
      priceClass: PRICE_CLASSES[props.priceClass ?? KINDS.cdn.defaults.priceClass],
      origin: [{ originId: 'media', domainName: bucket.bucketRegionalDomainName, originAccessControlId: access.id }],
      defaultCacheBehavior: {
        targetOriginId: 'media',
        viewerProtocolPolicy: 'redirect-to-https',
        allowedMethods: ['GET', 'HEAD'],
        cachedMethods: ['GET', 'HEAD'],
        cachePolicyId: CACHING_OPTIMIZED,
        compress: true,
      },
      restrictions: { geoRestriction: { restrictionType: 'none' } },
      viewerCertificate: { cloudfrontDefaultCertificate: true },
      tags: { Name: `${props.site.name}-${id}` },
    });
    this.site.logs.watchBucket(this.store);
    this.site.logs.watchDistribution(this, `${props.site.name}-${id}`, this.distribution);
    this.letCloudFrontRead();
    this.claim(id);
    new TerraformOutput(this, 'domain', {
      value: this.distribution.domainName,
      description: 'Domain under which CloudFront serves the media',
    });
  }

  supplyTo(client: NodeTier): Supply {
    const { bucket } = this.store;
    client.role.allow('StoreMedia', 's3:PutObject', `${bucket.arn}/media/*`);
    client.tell('media-bucket', bucket.id);
    client.tell('media-domain', this.distribution.domainName);
    return { services: { media: { kind: 'cdn' } }, parts: () => [] };
  }

  private letCloudFrontRead(): void {
    this.store.permit({
      Sid: 'CloudFrontReads',
      Effect: 'Allow',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
      Resource: `${this.store.bucket.arn}/*`,
      Condition: { StringEquals: { 'AWS:SourceArn': this.distribution.arn } },
    });
  }

  private claim(id: string): void {
    const { claims } = this.site;
    const { distribution } = this;
    const managed = { enough: 1, takeover: 'managed' } as const;
    claims.service({ ...managed, id: `${id}.serve`, members: [terraformAddress(distribution)] });
    claims.service({ ...managed, id: `${id}.store`, members: [terraformAddress(this.store.bucket)] });
    claims.need({ from: `${id}.serve`, anyOf: [`${id}.store`], strength: 'hard', ports: [], files: [] });
    claims.goal({ name: 'media', service: `${id}.serve` });
  }
}

function terraformAddress(resource: CloudfrontDistribution | PrivateBucket['bucket']): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
