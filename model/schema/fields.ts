import { z } from 'zod';
import { INSTANCE_FAMILIES, INSTANCE_TYPES } from '../instance-types';
import { REGIONS } from '../regions';
import { LEAST_ROOT_GIB } from '../root-disk';

/*
 * Building blocks of the schemas. The error text of each is what is allowed there: it becomes `allowed` in the
 * diagnostic, whichever check failed.
 */

export const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

export const numberBetween = (min: number, max: number) => {
  const error = `a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
};

export const text = (pattern: RegExp, allowed: string) =>
  z.string({ error: allowed }).regex(pattern, { error: allowed });

export const choiceOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: values.length === 1 ? values[0] : `one of: ${values.join(', ')}` });

/** @param because why there is no other. @default - it goes without saying */
export const oneNumberOf = <const T extends readonly [number, ...number[]]>(values: T, because?: string) => {
  const allowed = values.length === 1 ? `only ${values[0]}` : `one of: ${values.join(', ')}`;
  return z.literal(values, { error: because === undefined ? allowed : `${allowed}: ${because}` });
};

export const flag = () => z.boolean({ error: 'true or false' });

/** A mark that is there or not. */
export const always = () => z.literal(true, { error: 'true' });

/** A map with exactly these keys. Its error text lists them. */
export const keys = <T extends z.core.$ZodShape>(shape: T) =>
  z.strictObject(shape, { error: `a map of: ${Object.keys(shape).join(', ')}` });

export const listOf = <T extends z.ZodType>(item: T, what: string, max: number) => {
  const error = `a list of at most ${max} ${what}`;
  return z.array(item, { error }).max(max, { error });
};

const TIER_NAME = /^(?!.*-[0-9]+$)[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/;

/** A tier's name, where it is defined. `web-1` is a node's name, so no tier is called so. */
export const tierName = () =>
  text(
    TIER_NAME,
    '1 to 20 lower-case letters, digits and dashes, beginning with a letter, not ending in a dash or in -1',
  );

/** A tier's name, where it is referred to: which names exist is a rule's business. */
export const tierReference = () => z.string({ error: 'the name of a tier' });

export const region = z
  .enum(REGIONS, { error: 'a commercial AWS region, as eu-central-1' })
  .meta({ id: 'Region', description: 'Code of a commercial AWS region.' });

export const zone = () =>
  text(/^[a-z]{2,}(-[a-z]+)+-[0-9]+[a-z]$/, 'the name of an availability zone, as eu-central-1a');

export const size = z
  .enum([...INSTANCE_TYPES.keys()], { error: `an instance type of ${INSTANCE_FAMILIES.join(', ')}, as t3.small` })
  .meta({ id: 'Size', description: 'EC2 instance type.' });

export const storageGiB = () => wholeNumber(10, 16384).describe('Size of the data volume on each node, in GiB.');

export const rootGiB = () =>
  wholeNumber(LEAST_ROOT_GIB, 16384).describe(
    'Size of the root disk of each node, in GiB: system, logs, releases, and what is under way. Default: 10; ' +
      'for web and single-server, 10 and room for 64 requests of maxUploadMiB.',
  );

/** What a tier carries, as it was measured or is wanted. */
export const tierCapacity = () =>
  keys({
    requestsPerSecond: numberBetween(0.001, 10_000_000).describe(
      'Requests a second that one node of the tier carries.',
    ),
    contention: numberBetween(0, 1)
      .default(0)
      .describe('α: share of the work that only one node can do at a time, as `nospof capacity fit` finds it.'),
    coherency: numberBetween(0, 1)
      .default(0)
      .describe('β: cost of keeping each pair of nodes in agreement, as `nospof capacity fit` finds it.'),
    writeShare: numberBetween(0, 1)
      .optional()
      .describe(
        'Instead of contention: share of the work that every node has to do, as the writes of a replicated database.',
      ),
    share: numberBetween(0.000_001, 1000)
      .default(1)
      .describe(
        "Requests to this tier for each of the visitors': 0.3 behind a cache that answers the rest, 12 for a database that each page asks so often.",
      ),
    target: numberBetween(0.001, 10_000_000)
      .optional()
      .describe("Visitors' requests a second that the tier is to carry, whatever the site survives the loss of."),
  }).describe('How much the tier carries; `nospof capacity` tells from it what the site does. Default: not known.');

export const memory = () => text(/^[1-9][0-9]{0,6}[MG]$/, 'a number of MiB or GiB, as 512M or 1G');

export const hostName = () =>
  text(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'a host name in lower case, as shop.example.com',
  );

export const email = () =>
  text(/^[^\s@<>"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'an e-mail address, as ops@example.com');

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const BLOCK = new RegExp(`^${OCTET}(\\.${OCTET}){3}/(3[0-2]|[12]?\\d)$`);
const BLOCK_ALLOWED = 'a block of IPv4 addresses without host bits, as 192.0.2.0/24';

/** A block that EC2 takes in a rule: nothing of the address lies behind its prefix. */
const block = () => text(BLOCK, BLOCK_ALLOWED).refine((given) => isWholeBlock(given), { error: BLOCK_ALLOWED });

function isWholeBlock(given: string): boolean {
  const [address = '', prefix] = given.split('/');
  const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return value % 2 ** (32 - Number(prefix)) === 0;
}

const port = () => wholeNumber(1, 65535);

/** Ports that nodes may connect to on the internet, each alone or with the block that it leads to. */
export const egress = () => {
  const error = 'a port, or a map of: port, to, protocol';
  const opened = keys({
    port: port().describe('Port on the other side.'),
    to: block().default('0.0.0.0/0').describe('Addresses of the other side, as a block. Default: all.'),
    protocol: choiceOf(['tcp', 'udp']).default('tcp').describe('Protocol.'),
  });
  return listOf(z.union([port(), opened], { error }), 'ports', 20).describe(
    'Ports on the internet that the nodes may connect to beside 80 and 443, as 587 for a mail relay, or ' +
      '{ port: 587, to: 192.0.2.0/24 }. EC2 itself blocks port 25 until AWS lifts that. Default: none.',
  );
};

export const mailFrom = () =>
  hostName().describe(
    'Domain in whose name the application may send mail by SES, in the region of the site. SES must have verified it. Default: none.',
  );

export const application = () =>
  text(
    /^(\.{1,2}\/\S.*\.(tar\.gz|tgz)|s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/\S+)$/,
    './path.tar.gz or s3://bucket/key',
  ).describe(
    "Archive of the application: a path relative to this file, or an object in S3, fetched at boot with the node's role. " +
      'Default: the sample site.',
  );
