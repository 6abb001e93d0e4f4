import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { TOPOLOGY_DEFAULTS } from '../../model/defaults';
import type { InstanceType } from '../../model/instance-types';
import { type DebianRelease, type OperatingSystem, RELEASES } from '../../model/releases';
import { type Declares, nameOfAddress, type ServiceGraph } from '../../model/service-graph';
import type { AcceptedRisk } from '../../model/topology';
import { Alarms } from './alarms';
import { ClaimBook } from './claim-book';
import { EmbeddedClaims } from './embedded-claims';
import { Logs, type LogsProps } from './logs';
import { Network } from './network';
import { PrivateBucket } from './private-bucket';
import { Snapshots } from './snapshots';

export interface SiteProps {
  /** The site's name: prefix of every name in AWS. It stays the same as the site grows. */
  readonly name: string;
  readonly region: string;
  /**
   * What all nodes run.
   * @default 'debian-13'
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
   * Other names that visitors type; they are led to `domain`.
   * @default - none
   */
  readonly aliases?: readonly string[];
  /**
   * Schedule of the data volumes' snapshots.
   * @default - daily, 14 kept
   */
  readonly snapshots?: { readonly everyHours?: number; readonly keep?: number };
  /**
   * What is logged into a bucket of the site's own, and how long it is kept.
   * @default - all, for 90 days
   */
  readonly logs?: LogsProps;
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
  /**
   * What `nospof check` holds the site to: what it must survive, and what its owner lives with.
   * @default - nothing; `nospof check --survives` names it
   */
  readonly declares?: Declares;
}

/** A machine of a site. */
interface OwnMachine {
  readonly name: string;
  /** Its configuration; asked when all relations are made. */
  readonly text: () => string;
}

/** What all tiers of one site share: network, bucket for configuration, alarms, snapshots, the public address. */
export class Site extends Construct {
  readonly name: string;
  readonly region: string;
  readonly zones: readonly string[];
  /** Whose official AMI every node boots, and by whose programs the configuration is rendered. */
  readonly release: DebianRelease;
  readonly domain?: string;
  readonly aliases: readonly string[];
  /**
   * Reserves the site's name in its region, and whatever depends on nothing else depends on this. Alarms, the topic and
   * secrets go by the name, so a second site of one name (a copy of the topology, a lost state) would take them over; AWS
   * refuses to make this parameter twice, before anything else is made.
   */
  readonly reservation: SsmParameter;
  readonly network: Network;
  readonly alarms: Alarms;
  readonly logs: Logs;
  /** Holds each node's configuration and the application's archive. */
  readonly bucket: PrivateBucket;
  /** The claims of this site, collected as relations are made. */
  readonly claims: ClaimBook;
  /** Where the claims stand in the stack's own JSON. */
  readonly embeddedClaims: EmbeddedClaims;
  /** Names of the tiers whose nodes have a role. */
  readonly tierNames = new Set<string>();
  private readonly parts: Construct[] = [this];
  private readonly machines = new Map<string, OwnMachine>();
  private readonly props: SiteProps;
  private readonly images = new Map<InstanceType['architecture'], DataAwsSsmParameter>();
  private readonly accepted: AcceptedRisk[] = [];
  private snapshots?: Snapshots;
  private publicAddress?: Eip;

  constructor(scope: Construct, id: string, props: SiteProps) {
    super(scope, id);
    refuseSecond(this);
    this.props = props;
    this.name = props.name;
    this.region = props.region;
    this.zones = props.zones;
    this.release = RELEASES[props.os ?? TOPOLOGY_DEFAULTS.os];
    this.domain = props.domain;
    this.aliases = props.aliases ?? [];
    this.claims = new ClaimBook(props.name);
    this.embeddedClaims = new EmbeddedClaims(this, 'claims', {
      serviceGraph: () => this.serviceGraph(),
      parts: this.parts,
      machines: () => [...this.machines].map(([address, { text }]) => [address, text()] as const),
    });
    this.reservation = new SsmParameter(this, 'reservation', {
      name: `/nospof/${props.name}/site`,
      type: 'String',
      value: props.name,
      description: `Reserves the name ${props.name} for one site in ${props.region}. If it exists: another state has that site`,
    });
    const dependsOn = [this.reservation];
    this.network = new Network(this, 'network', { ...props, dependsOn });
    this.logs = new Logs(this, 'logs', {
      ...props.logs,
      site: props.name,
      region: props.region,
      vpc: this.network.vpc,
      dependsOn,
    });
    this.bucket = new PrivateBucket(this, 'bucket', { prefix: `${props.name}-site`, stateful: false, dependsOn });
    this.logs.watchBucket(this.bucket);
    if (props.deployers?.length) {
      // What nodes agree on among themselves lies in the bucket, too, and is theirs to write.
      this.bucket.leaveTo(props.deployers, ['nodes', 'application']);
      this.logs.leaveTo(props.deployers);
    }
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

  /** A construct belongs to the site: what it holds was rendered for it. */
  own(part: Construct): void {
    this.parts.push(part);
  }

  /** A machine belongs to the site. */
  ownMachine(address: string, machine: OwnMachine): void {
    this.machines.set(address, machine);
  }

  /**
   * The owner lives with a finding of `nospof check`: a single point of failure, an override of what was rendered, a resource
   * beside the site that no rule reads. It stays in every report, with the reason.
   * @throws RangeError without a reason in words
   */
  accept(...risks: readonly AcceptedRisk[]): this {
    for (const { element, because } of risks)
      if (because.trim() === '') throw new RangeError(`${element}: say why it is acceptable`);
    this.accepted.push(...risks);
    return this;
  }

  /** The claims made so far. */
  serviceGraph(): ServiceGraph {
    const declares = this.declares();
    const others = [...this.machines].filter(([address, { name }]) => name !== nameOfAddress(address));
    const names = Object.fromEntries(others.map(([address, { name }]) => [address, name]));
    return {
      ...this.claims.toServiceGraph(),
      ...(others.length > 0 && { names }),
      ...(declares && { declares }),
    };
  }

  private declares(): Declares | undefined {
    const { accepted } = this;
    const { declares } = this.props;
    if (accepted.length === 0) return declares;
    return { ...declares, accept: [...(declares?.accept ?? []), ...accepted] };
  }
}

/** Claims are those of the stack as a whole. */
function refuseSecond(site: Site): void {
  const stack = TerraformStack.of(site);
  const other = stack.node.findAll().find((one) => one instanceof Site && one !== site);
  if (other)
    throw new Error(
      `${stack.node.path} holds the site ${other.node.path} already; give another one a stack of its own`,
    );
}
