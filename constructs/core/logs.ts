import type { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudwatchLogDelivery } from '@cdktf/provider-aws/lib/cloudwatch-log-delivery';
import { CloudwatchLogDeliveryDestination } from '@cdktf/provider-aws/lib/cloudwatch-log-delivery-destination';
import { CloudwatchLogDeliverySource } from '@cdktf/provider-aws/lib/cloudwatch-log-delivery-source';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { TOPOLOGY_DEFAULTS } from '../../model/defaults';
import { PrivateBucket } from './private-bucket';

/** What is logged, and how long it is kept. */
export interface LogsProps {
  /**
   * Connections of the network: its flow logs.
   * @default true
   */
  readonly flow?: boolean;
  /**
   * Requests to the site's buckets.
   * @default true
   */
  readonly buckets?: boolean;
  /**
   * Requests to CloudFront.
   * @default true
   */
  readonly cdn?: boolean;
  /**
   * Days after which a log is deleted.
   * @default 90
   */
  readonly keepDays?: number;
}

export interface SiteLogsProps extends LogsProps {
  /** The site's name. */
  readonly site: string;
  readonly region: string;
  readonly vpc: Vpc;
  /**
   * What must be there first.
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[];
}

/** Where CloudFront is managed from, and its logs with it. */
const CLOUDFRONT_REGION = 'us-east-1';

/** AWS's service that brings flow logs and CloudFront's logs. */
const DELIVERY = 'delivery.logs.amazonaws.com';

/**
 * The bucket of a site's logs, and what is written there. No role of a node reads or writes it. The bucket is there whatever is
 * logged, so that nothing is lost when a kind of log is turned off.
 */
export class Logs extends Construct {
  private readonly props: SiteLogsProps;
  private readonly store: PrivateBucket;

  constructor(scope: Construct, id: string, props: SiteLogsProps) {
    super(scope, id);
    this.props = props;
    this.store = new PrivateBucket(this, 'Default', {
      prefix: `${props.site}-logs`,
      stateful: true,
      expireAfterDays: props.keepDays ?? TOPOLOGY_DEFAULTS.logDays,
      dependsOn: props.dependsOn,
    });
    this.store.leaveToServices();
    if (props.flow ?? true) this.flow();
  }

  /** Let nobody else change who may write logs, and how long they are kept. */
  leaveTo(principals: readonly string[]): void {
    this.store.leaveTo(principals, []);
  }

  /** Log the requests to a bucket. */
  watchBucket(watched: PrivateBucket): void {
    if (this.props.buckets === false) return;
    const { bucket } = this.store;
    const prefix = `s3/${watched.bucket.friendlyUniqueId}/`;
    this.store.permit({
      Sid: `Of${identifier(watched.bucket.friendlyUniqueId)}`,
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${bucket.arn}/${prefix}*`,
      Condition: {
        ArnEquals: { 'aws:SourceArn': watched.bucket.arn },
        StringEquals: { 'aws:SourceAccount': this.account },
      },
    });
    new S3BucketLoggingA(watched, 'log', {
      bucket: watched.bucket.id,
      targetBucket: bucket.id,
      targetPrefix: prefix,
      dependsOn: [this.store.policy],
    });
  }

  /** Log the requests to a distribution, by CloudFront's standard logging of today (v2), which needs no ACL on the bucket. */
  watchDistribution(scope: Construct, name: string, distribution: CloudfrontDistribution): void {
    if (this.props.cdn === false) return;
    this.letDeliver('CloudFront', `arn:aws:logs:${CLOUDFRONT_REGION}:${this.account}:delivery-source:*`);
    const at = { region: CLOUDFRONT_REGION, name: `${name}-${this.props.region}` };
    const source = new CloudwatchLogDeliverySource(scope, 'log-source', {
      ...at,
      logType: 'ACCESS_LOGS',
      resourceArn: distribution.arn,
    });
    const destination = new CloudwatchLogDeliveryDestination(scope, 'log-destination', {
      ...at,
      outputFormat: 'w3c',
      deliveryDestinationConfiguration: [{ destinationResourceArn: this.store.bucket.arn }],
    });
    new CloudwatchLogDelivery(scope, 'log', {
      region: CLOUDFRONT_REGION,
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.arn,
      dependsOn: [this.store.policy],
    });
  }

  private flow(): void {
    const { region, vpc, site } = this.props;
    this.letDeliver('Flow', `arn:aws:logs:${region}:${this.account}:*`);
    new FlowLog(this, 'flow', {
      vpcId: vpc.id,
      trafficType: 'ALL',
      logDestinationType: 's3',
      logDestination: this.store.bucket.arn,
      maxAggregationInterval: 600,
      tags: { Name: site },
      // Without the right in the bucket's policy EC2 would write it there itself, beside Terraform.
      dependsOn: [this.store.policy],
    });
  }

  /** What AWS itself would write into the bucket's policy (CloudWatch Logs user guide, "Logs sent to Amazon S3"). */
  private letDeliver(what: string, source: string): void {
    const { arn } = this.store.bucket;
    const fromHere = { StringEquals: { 'aws:SourceAccount': this.account }, ArnLike: { 'aws:SourceArn': source } };
    const isKnown = this.store.permits(`${what}Written`);
    if (isKnown) return;
    this.store.permit({
      Sid: `${what}Written`,
      Effect: 'Allow',
      Principal: { Service: DELIVERY },
      Action: 's3:PutObject',
      Resource: `${arn}/AWSLogs/${this.account}/*`,
      Condition: {
        ...fromHere,
        StringEquals: { ...fromHere.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    });
    this.store.permit({
      Sid: `${what}Looked`,
      Effect: 'Allow',
      Principal: { Service: DELIVERY },
      Action: ['s3:GetBucketAcl', 's3:ListBucket'],
      Resource: arn,
      Condition: fromHere,
    });
  }

  /** The account in which the site is. */
  private get account(): string {
    return this.props.vpc.ownerId;
  }
}

/** An id of a policy's statement, which has letters and digits alone: `media_store` becomes `MediaStore`. */
function identifier(name: string): string {
  return name.replace(/(?:^|[^A-Za-z0-9])([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
