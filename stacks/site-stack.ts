import { EbsVolume } from '@cdktf/provider-aws/lib/ebs-volume';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { LocalBackend, S3Backend, TerraformOutput, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import type { NodeTier } from '../constructs/core/node-tier';
import { Site } from '../constructs/core/site';
import { entrancesOf, type SiteEntrance } from '../model/kinds';
import type { ServiceGraph } from '../model/service-graph';
import type { KeptVolume, Topology } from '../model/topology';
import { type Move, movesOf, RENAMES } from './moves';
import { ReadableStack } from './readable-stack';
import { buildTiers } from './tiers';

/** One topology as Terraform. */
export class SiteStack extends ReadableStack {
  readonly topology: Topology;
  readonly site: Site;
  private readonly tiers: readonly NodeTier[];

  /** @param renames @default - those of all releases */
  constructor(scope: Construct, id: string, topology: Topology, renames: readonly Move[] = RENAMES) {
    super(scope, id);
    this.topology = topology;
    new AwsProvider(this, 'aws', {
      region: topology.region,
      defaultTags: [{ tags: { 'nospof:site': topology.name, ...topology.tags } }],
    });
    this.site = new Site(this, 'Default', {
      name: topology.name,
      region: topology.region,
      os: topology.os,
      zones: topology.zones,
      cidr: topology.network.cidr,
      egress: topology.network.egress,
      domain: topology.domain,
      aliases: topology.aliases,
      snapshots: topology.snapshots,
      alarmEmail: topology.alarms?.email,
      logs: topology.logs,
      deployers: topology.deployers,
      declares: {
        survives: topology.survives,
        accept: topology.accept,
        ...(topology.rates.length > 0 && { rates: topology.rates }),
      },
    });
    const tiers = buildTiers(this, this.site, topology);
    for (const volume of topology.keep) this.keep(volume);
    this.tiers = tiers;
    this.output(
      'nodes',
      tiers.flatMap((tier) => tier.nodes.map((node) => node.name)),
      'Names of all nodes',
    );
    this.output('site_url', this.url(), 'Where visitors reach the site');
    if (this.hasOneAddress)
      this.output('site_address', this.site.address.publicIp, "What the domain's A record points at");
    this.keepState();
    this.keepAddresses(renames);
  }

  /** What keeps a tier's machines from being made, a line for each tier. */
  machineProblems(): readonly { readonly tier: string; readonly message: string; readonly fix?: string }[] {
    return this.tiers.flatMap((tier) =>
      tier
        .machineProblems()
        .slice(0, 1)
        .map(({ message, fix }) => ({ tier: tier.tierName, message, fix })),
    );
  }

  /** What the stack claims about itself. */
  serviceGraph(): ServiceGraph {
    return this.site.serviceGraph();
  }

  /** A data volume that no tier uses any more stays until its line is deleted from the topology. */
  private keep(volume: KeptVolume): void {
    const kept = new EbsVolume(this, volume.name, {
      availabilityZone: volume.zone,
      size: volume.storageGiB,
      type: 'gp3',
      encrypted: true,
      tags: { Name: `${this.site.name}-${volume.name}`, ...this.site.snapshotTag },
      lifecycle: { preventDestroy: true },
      dependsOn: [this.site.reservation],
    });
    this.site.own(kept);
  }

  private url(): string {
    const { domain } = this.site;
    const scheme = this.entrances.some((one) => one.scheme === 'https') ? 'https' : 'http';
    return domain ? `${scheme}://${domain}/` : `http://${this.site.address.publicIp}/`;
  }

  /** Whether visitors enter at the site's Elastic IP, rather than at whichever address DNS answers with. */
  private get hasOneAddress(): boolean {
    return this.entrances.every(({ address }) => address === 'elastic-ip');
  }

  private get entrances(): readonly SiteEntrance[] {
    return entrancesOf(this.topology.tiers);
  }

  private output(id: string, value: unknown, description: string): void {
    new TerraformOutput(this, id, { value, description });
  }

  /** What a former release called otherwise is moved, not replaced. */
  private keepAddresses(renames: readonly Move[]): void {
    if (renames.length === 0) return;
    const resources = this.node.findAll().filter((one) => TerraformResource.isTerraformResource(one));
    const moves = movesOf(
      resources.map((one) => `${one.terraformResourceType}.${one.friendlyUniqueId}`),
      renames,
    );
    if (moves.length > 0) this.addOverride('moved', moves);
  }

  private keepState(): void {
    const { state } = this.topology;
    if (!state) {
      // cdktf's default is an absolute path, which would differ on every machine; this is the project's folder.
      new LocalBackend(this, { path: `../../../terraform.${this.node.id}.tfstate` });
      return;
    }
    new S3Backend(this, { bucket: state.bucket, key: state.key, region: state.region, encrypt: true });
    // Locking by a file in the bucket (Terraform 1.10 and later); cdktf's own props know only the DynamoDB table.
    this.addOverride('terraform.backend.s3.use_lockfile', true);
  }
}
