import type { Holding } from '../../upgrade';

/**
 * What is lost with a resource. A machine's root disk holds nothing: it is made anew from the image and the configuration.
 * What AWS calls a cluster's member or an attachment holds nothing either; the data is with the cluster, the volume.
 */
const HOLDINGS: Readonly<Record<string, { readonly holds: Exclude<Holding, 'nothing'>; readonly what: string }>> = {
  aws_backup_vault: { holds: 'data', what: 'backups' },
  aws_db_cluster_snapshot: { holds: 'data', what: 'a copy of a database' },
  aws_db_instance: { holds: 'data', what: 'a database' },
  aws_db_snapshot: { holds: 'data', what: 'a copy of a database' },
  aws_docdb_cluster: { holds: 'data', what: 'a database' },
  aws_dynamodb_table: { holds: 'data', what: 'a table' },
  aws_ebs_snapshot: { holds: 'data', what: 'a copy of a volume' },
  aws_ebs_volume: { holds: 'data', what: 'a volume' },
  aws_ecr_repository: { holds: 'data', what: 'images' },
  aws_efs_file_system: { holds: 'data', what: 'a file system' },
  aws_elasticache_cluster: { holds: 'data', what: 'sessions and cached data in memory' },
  aws_elasticache_replication_group: { holds: 'data', what: 'sessions and cached data in memory' },
  aws_fsx_lustre_file_system: { holds: 'data', what: 'a file system' },
  aws_kms_key: { holds: 'data', what: 'the key to what is encrypted with it' },
  aws_mq_broker: { holds: 'data', what: 'messages' },
  aws_opensearch_domain: { holds: 'data', what: 'a search index' },
  aws_rds_cluster: { holds: 'data', what: 'a database' },
  aws_s3_bucket: { holds: 'data', what: 'objects' },
  aws_secretsmanager_secret: { holds: 'data', what: 'a secret' },
  aws_sqs_queue: { holds: 'data', what: 'messages' },
  aws_acm_certificate: { holds: 'identity', what: 'a certificate' },
  aws_cloudfront_distribution: { holds: 'identity', what: 'a domain name of CloudFront' },
  aws_eip: { holds: 'identity', what: 'a public address' },
  aws_lb: { holds: 'identity', what: 'a domain name of a load balancer' },
  aws_route53_zone: { holds: 'identity', what: 'a zone and its name servers' },
  aws_sns_topic_subscription: { holds: 'identity', what: 'a subscription that somebody has confirmed' },
};

/** What is lost with a resource of a type, in words; undefined where nothing is. */
export function holdingOf(type: string): { readonly holds: Holding; readonly what: string } | undefined {
  return Object.hasOwn(HOLDINGS, type) ? HOLDINGS[type] : undefined;
}
