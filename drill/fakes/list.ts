import type { Fake } from '../judging/outcome';
import { ASSOCIATION_DELAY_MS } from './protocol';

/** What these programs fake, as the drill's report prints it. */
export const FAKES: readonly Fake[] = [
  {
    what: 'EC2 instance metadata (169.254.169.254)',
    how: 'IMDSv2 over HTTP with the tree of an instance with one interface; cloud-init alone is answered without a token, since in a container it does not see that it runs on EC2',
  },
  {
    what: 'EC2 API',
    how: `DescribeInstances, StopInstances, StartInstances and AssociateAddress over HTTPS; an Elastic IP moves ${ASSOCIATION_DELAY_MS / 1000} s after the call, stopping and starting act on the local machine`,
  },
  {
    what: 'SSM Parameter Store',
    how: 'GetParameter and PutParameter over HTTPS, kept in memory and not encrypted',
  },
  {
    what: 'S3',
    how: 'GetObject, HeadObject and PutObject over HTTPS, kept in memory; role policies hold, bucket policies and CloudFront do not',
  },
  {
    what: 'IAM',
    how: "calls are held to the role's policies as they stand in the Terraform, by the key that the metadata service gave; signatures are not verified",
  },
  {
    what: "the VPC's resolver (169.254.169.253)",
    how: 'private names and addresses both ways, and the endpoints above; no other name exists',
  },
  {
    what: "amazonaws.com's certificates",
    how: 'an authority made for the drill, which the machines trust',
  },
  {
    what: "Let's Encrypt",
    how: 'nobody answers: balancers with `tls: acme` serve their self-signed certificate, as they do until they have another',
  },
  {
    what: "Session Manager's agent",
    how: 'its package is not in the bucket, so it is not installed; a node serves without it',
  },
];
