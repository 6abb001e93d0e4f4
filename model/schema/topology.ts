import { z } from 'zod';
import { TOPOLOGY_DEFAULTS as D } from '../defaults';
import { ELEMENT_CLASSES } from '../element-classes';
import { OPERATING_SYSTEMS } from '../releases';
import * as f from './fields';

const RFC_1918_16 = /^(10\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)|172\.(1[6-9]|2\d|3[01])|192\.168)\.0\.0\/16$/;
const VOLUME_NAME = /^[a-z][a-z0-9-]{0,19}-[1-9][0-9]{0,3}-data$/;
/**
 * Nodes read their instance's tags from the metadata service; with that, EC2 takes keys of these characters alone (EC2 user
 * guide, "Use instance metadata to view tags", November 2026). S3 has fewer characters in values than EC2.
 */
const TAG_KEY = /^(?!aws:|nospof:|Name$|\.{1,2}$|_index$)[A-Za-z0-9_.:=+@,-]{1,128}$/;
const TAG_VALUE = /^[\p{L}\p{N} _.:/=+@-]{0,256}$/u;

const snapshots = f.keys({
  everyHours: f
    .oneNumberOf([1, 2, 3, 4, 6, 8, 12, 24])
    .default(D.snapshotEveryHours)
    .describe('Hours from one snapshot of a volume to the next.'),
  keep: f.wholeNumber(1, 365).default(D.snapshotsKept).describe('How many snapshots of each volume are kept.'),
});

const logs = f.keys({
  flow: f.flag().default(true).describe('Connections of the network (VPC flow logs).'),
  buckets: f.flag().default(true).describe("Requests to the site's buckets (S3 server access logs)."),
  cdn: f.flag().default(true).describe('Requests to CloudFront (standard logging, v2).'),
  keepDays: f.wholeNumber(1, 3650).default(D.logDays).describe('Days after which a log is deleted.'),
});

const network = f.keys({
  cidr: f.text(RFC_1918_16, 'a private /16 network, as 10.20.0.0/16').default(D.cidr).describe('Addresses of the VPC.'),
  egress: f
    .choiceOf(['per-zone', 'single'])
    .default(D.egress)
    .describe('per-zone: a NAT gateway in each zone. single: one for all, cheaper, and lost with its zone.'),
});

const keptVolume = f.keys({
  zone: f.zone().describe('The zone in which the volume is.'),
  storageGiB: f.storageGiB().describe('Size of the volume, in GiB.'),
});

const RATED = new RegExp(
  `^(${ELEMENT_CLASSES.join('|')}|[a-z][a-z0-9_]*\\.[A-Za-z0-9_-]{1,200}|[a-z]{2,}(-[a-z]+)+-[0-9]+[a-z]?)$`,
);
const AVAILABILITY = /^(?!0+(\.0+)? ?%$)(100(\.0{1,9})?|[0-9]{1,2}(\.[0-9]{1,9})?) ?%$/;

const acceptedRisk = f
  .keys({
    element: f
      .text(/^\S{1,200}$/, 'a Terraform address, as aws_instance.files_1')
      .describe('Terraform address of what it is about. With it goes one of `goal`, `differs` and `unread`.'),
    goal: f
      .choiceOf(['serve', 'write', 'media', 'upload'])
      .optional()
      .describe('Of a single point of failure: the goal that may fail.'),
    differs: f
      .text(/^\S{1,200}$/, 'an argument, as ami, a file or key of a machine, as /etc/memcached.conf, or removed')
      .optional()
      .describe(
        'Of what is not as nospof rendered it, by an override or an edit: the argument of the resource, the file or key of the ' +
          'machine as `nospof check` names it, or `removed` where the resource is gone.',
      ),
    unread: f.always().optional().describe('Of a resource beside the site that no rule reads: `true`.'),
    because: f.text(/\S/, 'a reason in words').describe('Why this is acceptable.'),
  })
  .meta({ oneOf: [{ required: ['goal'] }, { required: ['differs'] }, { required: ['unread'] }] });

/** Everything at the top of a topology but the tiers. */
const headerShape = {
  name: f
    .text(
      /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/,
      '2 to 20 lower-case letters, digits and dashes, beginning with a letter, not ending in a dash',
    )
    .describe('The environment: the prefix of every resource name. It stays the same as the site grows.'),
  region: f.region.describe('AWS region of the site.'),
  os: f
    .choiceOf(OPERATING_SYSTEMS)
    .default(D.os)
    .describe('What all nodes run. A change of it is carried out node by node: `nospof diff` prints the steps.'),
  zones: z
    .union([f.wholeNumber(1, 6), f.listOf(f.zone(), 'zones', 6).min(1, { error: 'a list of at least one zone' })], {
      error: 'a number of zones from 1 to 6, or a list of zone names',
    })
    .optional()
    .describe('Availability zones to use: how many, or which. Default: 3, or as many as the region has.'),
  survives: f
    .choiceOf(['none', 'node', 'zone'])
    .default(D.survives)
    .describe('What the site can lose one of; `nospof check` holds it to that.'),
  domain: f.hostName().optional().describe('Host name of the site.'),
  aliases: f
    .listOf(f.hostName(), 'host names', 20)
    .default([])
    .describe(
      'Other host names of the site, as www.shop.example.com: they lead to `domain`. A certificate by ACME holds them, so all must point to the site.',
    ),
  network: network.prefault({}).describe('Addresses, and egress to the internet.'),
  state: f
    .keys({
      bucket: f.text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of an S3 bucket').describe('Name of the bucket.'),
      key: f
        .text(/^[\w.!()/-]{1,512}$/, 'the key of an S3 object, as shop/terraform.tfstate')
        .optional()
        .describe('Key of the state file. Default: the name of the topology, then /terraform.tfstate.'),
      region: f.region.optional().describe('Region of the bucket. Default: the region of the topology.'),
    })
    .optional()
    .describe('S3 bucket for the Terraform state, with locking. Default: a local file.'),
  deployers: f
    .listOf(
      f.text(
        /^arn:aws:iam::(\d{12}|\*):(role|user)\/[\w+=,.@*/-]{1,200}$/,
        'the ARN of a role or user, as arn:aws:iam::123456789012:role/deploy',
      ),
      'principals',
      20,
    )
    .default([])
    .describe(
      'Who deploys, as ARNs of roles and users (`*` for any text): the bucket of the configuration, which nodes run as root, takes changes from them alone. ' +
        'Whoever runs `terraform apply` must be among them. Default: whoever may write buckets in the account.',
    ),
  alarms: f
    .keys({ email: f.email().describe('Address that gets a mail for each alarm.') })
    .optional()
    .describe('Who hears of alarms. Default: nobody.'),
  logs: logs
    .prefault({})
    .describe("What AWS logs, into a bucket of the site's own that no node reads; AWS bills what is logged."),
  snapshots: snapshots.prefault({}).describe('Schedule on which data volumes are copied.'),
  traffic: f
    .keys({
      requestsPerSecond: f.numberBetween(0.001, 1_000_000).describe('Pages a second, averaged over a month.'),
      responseKiB: f.numberBetween(0.1, 1_000_000).describe('Mean size of an answer as it leaves the site, in KiB.'),
    })
    .optional()
    .describe('What visitors ask of the site; `nospof cost` adds what their pages cost in traffic. Default: left out.'),
  tags: z
    .record(
      f.text(
        TAG_KEY,
        'a tag name of letters without accents, digits and +-=.,_:@ that does not begin with aws: or nospof: and is not Name',
      ),
      f.text(TAG_VALUE, 'up to 256 letters, digits and characters of _.:/=+@-'),
      {
        error: 'a map from tag names to texts',
      },
    )
    .default({})
    .describe('AWS tags of every resource.'),
  keep: z
    .record(f.text(VOLUME_NAME, 'the name of a data volume, as web-1-data'), keptVolume, {
      error: 'a map from volume names to zone and storageGiB',
    })
    .default({})
    .describe('Data volumes that no tier uses any more, kept until their line is deleted.'),
  accept: f
    .listOf(acceptedRisk, 'accepted risks', 100)
    .default([])
    .describe('Findings that the owner of the site knows of and lives with.'),
  rates: z
    .record(
      f.text(RATED, `a class of elements (${ELEMENT_CLASSES.join(', ')}), or one element, as aws_instance.db_1`),
      f.text(AVAILABILITY, 'a share of the time above 0% and up to 100%, as 99.95%'),
      { error: 'a map from classes or elements to how much of the time they are up, as node: 99.95%' },
    )
    .default({})
    .describe(
      `How much of the time elements are up, where you know better than nospof's table: by class (${ELEMENT_CLASSES.join(', ')}) ` +
        'or, before that, by Terraform address or zone. Estimates of availability use it.',
    ),
} as const;

/** What is allowed as the map of tiers. */
export const TIERS_ALLOWED = 'a map of 1 to 50 tiers, each a name and a kind';
export const MAX_TIERS = 50;

const { name, region, os, zones, survives, domain, aliases, ...rest } = headerShape;

/** All keys of a topology around a schema of its tiers, in the order in which they are best written. */
export const topologyWith = <T extends z.ZodType>(tiers: T) =>
  f.keys({ name, region, os, zones, survives, domain, aliases, tiers, ...rest });

/** The top of a topology; the tiers are read one by one, so that a fault in one does not hide the others. */
export const headerSchema = topologyWith(z.record(f.tierName(), z.unknown(), { error: TIERS_ALLOWED }));

export type HeaderSource = z.output<typeof headerSchema>;
