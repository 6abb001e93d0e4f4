import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Construct } from 'constructs';
import { TOPOLOGY_DEFAULTS } from '../../model/defaults';
import type { InstanceType } from '../../model/instance-types';
import { type DebianRelease, type OperatingSystem, RELEASES } from '../../model/releases';
import type { ServiceGraph } from '../../model/service-graph';
import { Alarms } from './alarms';
import { ClaimBook } from './claim-book';
import { Network } from './network';
import { PrivateBucket } from './private-bucket';
import { Snapshots } from './snapshots';

export interface SiteProps {
  /** The site's name: prefix of every name in AWS. It stays the same as the site grows. */
  readonly name: string;
  readonly region: string;
  /**
   * What all nodes run.
   * @default 'debian-12'
   */
  readonly os?: OperatingSystem;
  /** Availability zones that tiers take turns in, as `eu-central-1a`. */
  readonly zones: readonly string[];
  /**
   * Address range of the VPC, a /16 of RFC 1918.
   * @default '10.20.0.0/16'
   */
  readonly cidr?: string;
  /**
   * NAT gateways: one for each zone with private nodes, or one for all.
   * @default 'per-zone'
   */
  readonly egress?: 'per-zone' | 'single';
  /**
   * The name that visitors type.
   * @default - none; the site answers at its Elastic IP
   */
  readonly domain?: string;
  /**
   * Schedule of the data volumes' snapshots.
   * @default - daily, 14 kept
   */
  readonly snapshots?: { readonly everyHours?: number; readonly keep?: number };
  /**
   * Who gets a mail for each alarm.
   * @default - nobody
   */
  readonly alarmEmail?: string;
  /**
   * ARNs of the roles and users that may change what nodes run; `*` stands for any text.
   * @default - whoever the account's policies let write buckets
   */
  readonly deployers?: readonly string[];
}

/** What all tiers of one site share: network, bucket for configuration, alarms, snapshots, the public address. */
export class Site extends Construct {
  readonly name: string;
  readonly region: string;
  readonly zones: readonly string[];
  /** Whose official AMI every node boots, and by whose programs the configuration is rendered. */
  readonly release: DebianRelease;
  readonly domain?: string;
  /**
   * Reserves the site's name in its region, and whatever depends on nothing else depends on this. Alarms, the topic and
   * secrets go by the name, so a second site of one name (a copy of the topology, a lost state) would take them over; AWS
   * refuses to make this parameter twice, before anything else is made.
   */
  readonly reservation: SsmParameter;
  readonly network: Network;
  readonly alarms: Alarms;
  /** Holds each node's configuration and the application's archive. */
  readonly bucket: PrivateBucket;
  /** The claims of this site, collected as relations are made. */
  readonly claims: ClaimBook;
  private readonly props: SiteProps;
  private readonly images = new Map<InstanceType['architecture'], DataAwsSsmParameter>();
  private snapshots?: Snapshots;
  private publicAddress?: Eip;

  constructor(scope: Construct, id: string, props: SiteProps) {
    super(scope, id);
    this.props = props;
    this.name = props.name;
    this.region = props.region;
    this.zones = props.zones;
    this.release = RELEASES[props.os ?? TOPOLOGY_DEFAULTS.os];
    this.domain = props.domain;
    this.claims = new ClaimBook(props.name);
    this.reservation = new SsmParameter(this, 'reservation', {
      name: `/nospof/${props.name}/site`,
      type: 'String',
      value: props.name,
      description: `Reserves the name ${props.name} for one site in ${props.region}. If it exists: another state has that site`,
    });
    const dependsOn = [this.reservation];
    this.network = new Network(this, 'network', { ...props, dependsOn });
    this.bucket = new PrivateBucket(this, 'bucket', { prefix: `${props.name}-site`, stateful: false, dependsOn });
    if (props.deployers?.length) this.bucket.leaveTo(props.deployers);
    this.alarms = new Alarms(this, 'alarms', {
      name: props.name,
      region: props.region,
      email: props.alarmEmail,
      dependsOn,
    });
  }

  /** The site's Elastic IP. It belongs to the site, not to a tier, so it stays when a balancer takes it over. */
  get address(): Eip {
    this.publicAddress ??= new Eip(this, 'address', {
      domain: 'vpc',
      tags: { Name: this.name },
      dependsOn: [this.reservation],
      // Visitors' DNS points here: a released Elastic IP is gone for good.
      lifecycle: { preventDestroy: true },
    });
    return this.publicAddress;
  }

  /** The tag by which the snapshot schedule finds a data volume; the schedule comes with the first one. */
  get snapshotTag(): Readonly<Record<string, string>> {
    this.snapshots ??= new Snapshots(this, 'snapshots', {
      name: this.name,
      ...this.props.snapshots,
      dependsOn: [this.reservation],
    });
    return this.snapshots.tag;
  }

  /** The newest official AMI of Debian, by its public parameter. A newer one never replaces a running node. */
  image(architecture: InstanceType['architecture']): string {
    let parameter = this.images.get(architecture);
    if (!parameter) {
      parameter = new DataAwsSsmParameter(this, `debian-${architecture}`, {
        name: `${this.release.imageParameter}/${architecture}`,
      });
      this.images.set(architecture, parameter);
    }
    return parameter.insecureValue;
  }

  /** The claims made so far. */
  serviceGraph(): ServiceGraph {
    return this.claims.toServiceGraph();
  }
}
