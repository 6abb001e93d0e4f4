import { createHash } from 'node:crypto';
import { script } from '../script';

/** SHA-256 of no bytes: what S3 wants to be told of the body of a request that has none. */
const SHA256_OF_NOTHING = createHash('sha256').digest('hex');

/**
 * How long a node goes on using credentials and a session token of the metadata service, seconds. New credentials are there
 * at least five minutes before the old ones end (EC2 User Guide, "Retrieve security credentials from instance metadata").
 */
const KEPT_SECONDS = 240;

/**
 * Shell functions that setup steps and units on every node share. `fact` reads what is known only after `terraform
 * apply` (an address's id, a bucket's name) from the instance's tags through the metadata service, so that user data
 * holds no reference to other resources and a review sees it whole. What nodes ask of AWS every minute, and again and
 * again while a site boots, they ask with curl, which signs as AWS wants it: the AWS CLI takes over a second of the
 * processor to start (docs/decisions/0024).
 */
export const LIB_SH = script('base/lib.sh', { KEPT_SECONDS, SHA256_OF_NOTHING });
