import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { type ITerraformDependable, Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { type PolicyStatement, policyDocument } from './policy';

export interface PrivateBucketProps {
  /** First part of the bucket's name; AWS appends what makes it unique. */
  readonly prefix: string;
  /** Whether `terraform destroy` must refuse while the bucket exists, because it holds what exists nowhere else. */
  readonly stateful: boolean;
  /**
   * Days after which each object is deleted.
   * @default - never
   */
  readonly expireAfterDays?: number;
  /**
   * What must be there first.
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[];
}

/** Every right by which an object comes, changes or goes. */
const CHANGES_OF_OBJECTS = [
  's3:PutObject',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutObjectAcl',
  's3:PutObjectVersionAcl',
  // A replication into a bucket writes without any of the above.
  's3:ReplicateObject',
  's3:ReplicateDelete',
  's3:ObjectOwnerOverrideToBucketOwner',
];

/** A bucket that is private, encrypted, versioned and reached by TLS alone. */
export class PrivateBucket extends Construct {
  readonly bucket: S3Bucket;
  readonly policy: S3BucketPolicy;
  private readonly statements: PolicyStatement[];

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    this.bucket = new S3Bucket(this, 'Resource', {
      bucketPrefix: `${props.prefix}-`,
      dependsOn: props.dependsOn,
      ...(props.stateful ? { lifecycle: { preventDestroy: true } } : { forceDestroy: true }),
    });
    const bucket = this.bucket.id;
    new S3BucketPublicAccessBlock(this, 'private', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketVersioningA(this, 'versions', { bucket, versioningConfiguration: { status: 'Enabled' } });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket,
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' },
          // AWS's own default since spring 2026. Left out, providers from 6.22 up to 6.39 would take it back in every plan.
          blockedEncryptionTypes: ['SSE-C'],
        },
      ],
    });
    const { expireAfterDays } = props;
    new S3BucketLifecycleConfiguration(this, 'expiry', {
      bucket,
      rule: [
        {
          id: 'old-versions',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          ...(expireAfterDays !== undefined && { expiration: [{ days: expireAfterDays }] }),
          // What expires becomes an old version first.
          noncurrentVersionExpiration: [{ noncurrentDays: expireAfterDays === undefined ? 90 : 7 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
    });
    this.statements = [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [this.bucket.arn, `${this.bucket.arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ];
    this.policy = new S3BucketPolicy(this, 'policy', {
      bucket,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.statements) }),
    });
  }

  /** Add to the bucket's policy. */
  permit(statement: PolicyStatement): void {
    this.statements.push(statement);
  }

  /** Whether the policy has a statement of this id. */
  permits(sid: string): boolean {
    return this.statements.some(({ Sid }) => Sid === sid);
  }

  /** Let nobody but services of AWS write or delete objects, and so nobody forge or remove a log; they expire all the same. */
  leaveToServices(): void {
    this.permit({
      Sid: 'ServicesAlone',
      Effect: 'Deny',
      Principal: '*',
      Action: CHANGES_OF_OBJECTS,
      Resource: `${this.bucket.arn}/*`,
      Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
    });
  }

  /** Let nobody else change the bucket, nor objects below these folders; the account's root user always may change the policy. */
  leaveTo(principals: readonly string[], folders: readonly string[]): void {
    this.permit({
      Sid: 'DeployersAlone',
      Effect: 'Deny',
      Principal: '*',
      Action: [
        ...CHANGES_OF_OBJECTS,
        's3:PutBucketPolicy',
        's3:DeleteBucketPolicy',
        's3:PutLifecycleConfiguration',
        's3:PutBucketVersioning',
        's3:DeleteBucket',
      ],
      Resource: [this.bucket.arn, ...folders.map((folder) => `${this.bucket.arn}/${folder}/*`)],
      Condition: { ArnNotLike: { 'aws:PrincipalArn': principals } },
    });
  }
}
