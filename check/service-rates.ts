/** A figure for one type of what AWS runs. */
export interface ServiceRate {
  /** Share of the time that it is down, 0 to 1. */
  readonly unavailability: number;
  readonly source: string;
  /** Whether no figure of that service is known here. */
  readonly assumed: boolean;
}

/** Where AWS publishes a figure for a service itself, by the type of resource. A date is the agreement's own. */
const BALANCERS = of(
  0.0001,
  'Elastic Load Balancing Service Level Agreement of 25 July 2022: 99.99 % a month for a load balancer over two or more zones',
);

const PUBLISHED: Readonly<Record<string, ServiceRate>> = {
  aws_lb: BALANCERS,
  aws_alb: BALANCERS,
  aws_elb: BALANCERS,
  aws_db_instance: of(
    0.0005,
    'Amazon RDS Service Level Agreement of 22 January 2024: 99.95 % a month for a Multi-AZ instance',
  ),
  aws_efs_file_system: of(
    0.0001,
    'Amazon EFS Service Level Agreement of 4 May 2022: 99.99 % a month for a regional file system',
  ),
  aws_s3_bucket: of(0.001, 'Amazon S3 Service Level Agreement: 99.9 % a month'),
  aws_cloudfront_distribution: of(0.001, 'Amazon CloudFront Service Level Agreement: 99.9 % a month'),
};

function of(unavailability: number, source: string): ServiceRate {
  return { unavailability, source, assumed: false };
}

/** Whatever the agreement of the service itself says, which nobody has looked up here. */
const ASSUMED: ServiceRate = {
  unavailability: 0.001,
  source: 'assumed, 99.9 % a month: no figure of the service itself is in this table',
  assumed: true,
};

/** The figure for something that AWS runs, by the type in its address. */
export function serviceRate(element: string): ServiceRate {
  return PUBLISHED[serviceOf(element)] ?? ASSUMED;
}

/** The type of resource in an address: `aws_lb` of `module.site.aws_lb.front`. */
export function serviceOf(element: string): string {
  return /(?:^|\.)(?:data\.)?([a-z0-9]+_[a-z0-9_]+)\./.exec(element)?.[1] ?? 'other';
}
