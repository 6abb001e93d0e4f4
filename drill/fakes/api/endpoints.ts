import type { World } from '../protocol';
import type { FakedService } from './call';
import { cloudwatch } from './cloudwatch';
import { ec2 } from './ec2';
import { s3 } from './s3';
import { ssm } from './ssm';

/** The service that a host name leads to. */
export function serviceAt(host: string, region: string): FakedService | undefined {
  const endpoint = host.endsWith('.amazonaws.com') ? host.slice(0, -'.amazonaws.com'.length) : '';
  if (endpoint === `ec2.${region}`) return ec2;
  if (endpoint === `monitoring.${region}`) return cloudwatch;
  if (endpoint === `ssm.${region}`) return ssm;
  if (endpoint === `s3.${region}` || endpoint.endsWith(`.s3.${region}`)) return s3;
  return undefined;
}

/** Names of all endpoints: a machine must resolve each of them to the fakes' address. Sorted. */
export function endpointNames({ region, buckets }: Pick<World, 'region' | 'buckets'>): readonly string[] {
  const services = ['ec2', 'monitoring', 's3', 'ssm'].map((service) => `${service}.${region}.amazonaws.com`);
  return [...services, ...Object.keys(buckets).map((bucket) => `${bucket}.s3.${region}.amazonaws.com`)].sort();
}
