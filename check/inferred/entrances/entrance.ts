import type { Resource } from '../../../terraform/resource-index';
import type { Condition } from '../site';

/** Where visitors come in. */
export interface Entrance {
  readonly resource: Resource;
  /** What it is called among others: a host name, or the resource's own name. */
  readonly label: string;
  /** What a visitor asks for: `serve` of a page, `answer` where nothing says that visitors come in. @default 'serve' */
  readonly ask?: 'serve' | 'answer';
  /** Id of the service that gives pages. */
  readonly serve: string;
  /** Id of the service that gives media files from a bucket. @default - there is none */
  readonly media?: string;
  /** What it sends visitors to, itself an entrance no more. */
  readonly leadsTo: readonly Resource[];
}

/** What a resource that visitors are sent to must have to answer them; undefined for what cannot answer them. */
export type Answering = (resource: Resource) => Answer | undefined;

export interface Answer {
  readonly serve: Condition;
  /** @default - it has no media of its own */
  readonly media?: Condition;
  /** The resource that answers: the instance of an Elastic IP. */
  readonly by: Resource;
}

/** Types that a name or a distribution sends visitors to. */
export const ANSWERING = [
  'aws_lb',
  'aws_alb',
  'aws_elb',
  'aws_cloudfront_distribution',
  'aws_eip',
  'aws_instance',
  'aws_s3_bucket',
  'aws_s3_bucket_website_configuration',
  'aws_lambda_function_url',
  'aws_api_gateway_rest_api',
  'aws_api_gateway_domain_name',
  'aws_api_gateway_stage',
  'aws_apigatewayv2_api',
  'aws_apigatewayv2_stage',
  'aws_apigatewayv2_domain_name',
  'aws_route53_record',
] as const;
