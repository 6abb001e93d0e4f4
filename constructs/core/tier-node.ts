import { EbsVolume } from '@cdktf/provider-aws/lib/ebs-volume';
import { Instance } from '@cdktf/provider-aws/lib/instance';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { VolumeAttachment } from '@cdktf/provider-aws/lib/volume-attachment';
import { Lazy, TerraformLocal } from 'cdktf';
import type { Construct } from 'constructs';
import { nodeAddress, nodeZone, takeoverAddress } from '../../model/addresses';
import type { HealthAlarm } from '../../model/health';
import { instanceType } from '../../model/instance-types';
import type { Exposure, PlacedKind } from '../../model/tiers';
import { basePart } from '../user-data/base';
import { cloudConfig } from '../user-data/cloud-config';
import { healthPart } from '../user-data/health';
import type { Endpoint, MachinePart } from '../user-data/machine';
import type { TierFirewall } from './security';
import type { Site } from './site';
import type { TierRole } from './tier-role';

/** What a node is made with; the same for all nodes of a tier but for `number`. */
export interface TierNodeProps {
  readonly site: Site;
  readonly tier: string;
  /** From 1. */
  readonly number: number;
  readonly kind: PlacedKind;
  readonly size: string;
  readonly zones: readonly string[];
  readonly offset?: number;
  readonly exposure: Exposure;
  readonly rootGiB: number;
  readonly dataVolumeGiB?: number;
  readonly firewall: TierFirewall;
  readonly role: TierRole;
  /** The programs' parts; asked when all relations are known. */
  readonly parts: (node: TierNode) => readonly MachinePart[];
}

/** One machine of a tier: the instance, its configuration, its data volume, its alarms. */
export class TierNode {
  /** As `web-1`: host name, Name tag without the site, label in rendered configuration. */
  readonly name: string;
  readonly number: number;
  readonly zone: string;
  /** Private IPv4 address; fixed, so that it can stand in other nodes' configuration. */
  readonly host: string;
  readonly instance: Instance;
  private readonly props: TierNodeProps;
  private readonly facts: Record<string, string>;
  private rendered?: string;

  constructor(scope: Construct, props: TierNodeProps) {
    const { site, number, tier } = props;
    const id = String(number);
    this.props = props;
    this.number = number;
    this.name = `${tier}-${number}`;
    this.zone = nodeZone(props.zones, number);
    this.host = nodeAddress({ ...props, cidr: site.network.cidr, name: tier });
    this.facts = {
      Name: `${site.name}-${this.name}`,
      'nospof:site': site.name,
      'nospof:tier': tier,
      'nospof:bucket': site.bucket.bucket.id,
    };
    const machine = new TerraformLocal(
      scope,
      `${id}-machine`,
      Lazy.stringValue({ produce: () => escapeTemplate(this.machine()) }),
    );
    const text = `local.${machine.friendlyUniqueId}`;
    const configuration = new S3Object(scope, `${id}-configuration`, {
      bucket: site.bucket.bucket.id,
      key: `nodes/${this.name}.yaml`,
      content: `\${${text}}`,
      contentType: 'text/cloud-config',
    });
    const place = site.network.place(props.exposure, this.zone);
    this.instance = new Instance(scope, id, {
      ami: site.image(instanceType(props.size).architecture),
      instanceType: props.size,
      subnetId: place.subnet.id,
      privateIp: this.host,
      associatePublicIpAddress: props.exposure === 'public',
      vpcSecurityGroupIds: [props.firewall.group.id],
      iamInstanceProfile: props.role.profile.name,
      // Plain text in the Terraform, where it is reviewed; compressed on its way, where EC2 limits its size.
      userDataBase64: `\${base64gzip(${text})}`,
      metadataOptions: {
        httpTokens: 'required',
        httpEndpoint: 'enabled',
        // One hop: nothing that is forwarded through the node reaches its credentials.
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: 'enabled',
      },
      rootBlockDevice: { encrypted: true, volumeType: 'gp3', volumeSize: props.rootGiB },
      maintenanceOptions: { autoRecovery: 'default' },
      tags: this.facts,
      lifecycle: {
        // A newer image never replaces a node by itself; configuration reaches running nodes from the bucket.
        ignoreChanges: ['ami', 'user_data_base64'],
      },
      dependsOn: [...place.reachable, props.role.policy, configuration],
    });
    site.ownMachine(this.address, { name: this.name, text: () => this.machine() });
    if (props.dataVolumeGiB) this.addDataVolume(scope, id, props.dataVolumeGiB);
    site.alarms.watchInstance(scope, id, this.facts.Name as string, this.instance.id);
    for (const alarm of ['health', 'disk'] as const) this.watch(scope, alarm);
  }

  /** Raise an alarm on what the node says of itself. */
  watch(scope: Construct, alarm: HealthAlarm): void {
    const { number, site } = this.props;
    site.alarms.watchHealth(scope, String(number), `${site.name}-${this.name}`, this.instance.id, alarm);
  }

  /** Terraform address, as claims name the node. */
  get address(): string {
    return `${this.instance.terraformResourceType}.${this.instance.friendlyUniqueId}`;
  }

  /** A second private address that an Elastic IP can be moved to; unused unless the instance is given it. */
  get secondHost(): string {
    return takeoverAddress(this.host);
  }

  endpoint(port: number): Endpoint {
    return { name: this.name, host: this.host, port, zone: this.zone };
  }

  /**
   * Tell the node a value that is known only after `terraform apply`, in a tag that its scripts read through the
   * metadata service (`fact NAME`).
   */
  tell(name: string, value: string): void {
    this.facts[`nospof:${name}`] = value;
    this.instance.tags = this.facts;
  }

  /** The node's cloud-config. @throws MachineConfigError where it is too large for user data. */
  machine(): string {
    const { site, tier } = this.props;
    this.rendered ??= cloudConfig(this.name, [
      basePart({ site: site.name, tier, number: this.number, region: site.region, os: site.release.os }),
      healthPart(),
      ...this.props.parts(this),
    ]);
    return this.rendered;
  }

  private addDataVolume(scope: Construct, id: string, sizeGiB: number): void {
    const { site } = this.props;
    const volume = new EbsVolume(scope, `${id}-data`, {
      availabilityZone: this.zone,
      size: sizeGiB,
      type: 'gp3',
      encrypted: true,
      tags: { Name: `${site.name}-${this.name}-data`, ...site.snapshotTag },
      lifecycle: { preventDestroy: true },
      dependsOn: [site.reservation],
    });
    new VolumeAttachment(scope, `${id}-data-attachment`, {
      deviceName: '/dev/sdf',
      volumeId: volume.id,
      instanceId: this.instance.id,
      // A machine that is replaced is stopped first, so that its volume is unmounted cleanly.
      stopInstanceBeforeDetaching: true,
    });
  }
}

/** Terraform reads `${` and `%{` in a string as its own; doubled, they reach the machine as they are. */
function escapeTemplate(text: string): string {
  return text.replace(/([$%])\{/g, '$1$1{');
}
