import type { Statefulness } from '../../upgrade';

/**
 * What is lost with a resource. A machine's root disk holds nothing: its replacement is made from the image and the configuration.
 * What AWS calls a cluster's member or an attachment holds nothing either; the data is with the cluster, the volume.
 */
const STATEFUL: Readonly<
  Record<string, { readonly statefulness: Exclude<Statefulness, 'nothing'>; readonly what: string }>
> = {
  aws_backup_vault: { statefulness: 'data', what: 'backups' },
  aws_db_cluster_snapshot: { statefulness: 'data', what: 'a copy of a database' },
  aws_db_instance: { statefulness: 'data', what: 'a database' },
  aws_db_snapshot: { statefulness: 'data', what: 'a copy of a database' },
  aws_docdb_cluster: { statefulness: 'data', what: 'a database' },
  aws_dynamodb_table: { statefulness: 'data', what: 'a table' },
  aws_ebs_snapshot: { statefulness: 'data', what: 'a copy of a volume' },
  aws_ebs_volume: { statefulness: 'data', what: 'a volume' },
  aws_ecr_repository: { statefulness: 'data', what: 'images' },
  aws_efs_file_system: { statefulness: 'data', what: 'a file system' },
  aws_elasticache_cluster: { statefulness: 'data', what: 'sessions and cached data in memory' },
  aws_elasticache_replication_group: { statefulness: 'data', what: 'sessions and cached data in memory' },
  aws_fsx_lustre_file_system: { statefulness: 'data', what: 'a file system' },
  aws_kms_key: { statefulness: 'data', what: 'the key to what is encrypted with it' },
  aws_mq_broker: { statefulness: 'data', what: 'messages' },
  aws_opensearch_domain: { statefulness: 'data', what: 'a search index' },
  aws_rds_cluster: { statefulness: 'data', what: 'a database' },
  aws_s3_bucket: { statefulness: 'data', what: 'objects' },
  aws_secretsmanager_secret: { statefulness: 'data', what: 'a secret' },
  aws_sqs_queue: { statefulness: 'data', what: 'messages' },
  aws_acm_certificate: { statefulness: 'identity', what: 'a certificate' },
  aws_cloudfront_distribution: { statefulness: 'identity', what: 'a domain name of CloudFront' },
  aws_eip: { statefulness: 'identity', what: 'a public address' },
  aws_lb: { statefulness: 'identity', what: 'a domain name of a load balancer' },
  aws_route53_zone: { statefulness: 'identity', what: 'a zone and its name servers' },
  aws_sns_topic_subscription: { statefulness: 'identity', what: 'a subscription that somebody has confirmed' },
};

/** What is lost with a resource of a type, in words; undefined where nothing is. */
export function statefulnessOf(
  type: string,
): { readonly statefulness: Statefulness; readonly what: string } | undefined {
  return Object.hasOwn(STATEFUL, type) ? STATEFUL[type] : undefined;
}
