import { EipAssociation } from '@cdktf/provider-aws/lib/eip-association';
import type { Construct } from 'constructs';
import { instanceType } from '../model/instance-types';
import { KINDS } from '../model/kinds';
import { NODE_FOLDERS } from '../model/node-files';
import { rootGiBFor } from '../model/root-disk';
import type { Role, Runtime } from '../model/tiers';
import { Application } from './application';
import { NodeTier, type NodeTierProps } from './core/node-tier';
import { tcp } from './core/security';
import type { Service } from './core/service';
import type { TierNode } from './core/tier-node';
import type { Supplier, Supply } from './supply';
import { dataVolumePart } from './user-data/data-volume';
import type { MachinePart } from './user-data/machine';
import { webParts } from './user-data/web';
import { webSecret } from './user-data/web/site-json';

const PORT = 80;
/** On the node's data volume, where the only node keeps the files itself. */
const LOCAL_UPLOADS_PATH = NODE_FOLDERS.localUploads;

export interface WebTierProps extends NodeTierProps {
  /**
   * Number of nodes, 1 to 5000.
   * @default 2
   */
  readonly nodes?: number;
  /**
   * `wsgi`: Apache with mod_wsgi; `php`: nginx with php-fpm.
   * @default 'wsgi'
   */
  readonly runtime?: Runtime;
  /**
   * The application's archive: a path on disk, or `s3://bucket/key`.
   * @default - the sample site
   */
  readonly application?: string;
  /**
   * Path that answers 200 while the node can serve. It must not touch a shared service: one slow file server would take
   * every web node out of the balancer.
   * @default '/health'
   */
  readonly healthPath?: string;
  /**
   * Largest body of a request, MiB, 1 to 4096.
   * @default 32
   */
  readonly maxUploadMiB?: number;
  /**
   * Whether the only node is the site's entrance itself.
   * @default - no: a balancer stands before it
   */
  readonly address?: 'elastic-ip';
  /**
   * Size of a data volume for local files, GiB; only with one node.
   * @default - no local files
   */
  readonly storageGiB?: number;
}

/** The machines that run the application. */
export class WebTier extends NodeTier {
  readonly serve: Service;
  readonly write: Service;
  readonly upload: Service;
  readonly healthPath: string;
  readonly runtime: Runtime;
  private readonly application: Application;
  private readonly supplies = new Map<Role, Supply>();
  private readonly callers: NodeTier[] = [];
  private readonly purged: string[] = [];
  private readonly localFiles: boolean;
  private readonly maxUploadMiB: number;
  /** Share of the machine's memory that the web server may plan with; the rest is for what runs beside it. */
  protected readonly shareOfMemory: number = 1;

  constructor(scope: Construct, id: string, props: WebTierProps) {
    const defaults = KINDS.web.defaults;
    const nodes = props.nodes ?? defaults.nodes;
    if (nodes > 1 && props.address) throw new RangeError(`${id}: an Elastic IP reaches one node, not ${nodes}`);
    if (nodes > 1 && props.storageGiB)
      throw new RangeError(`${id}: files on one of ${nodes} nodes are not on the others`);
    super(scope, id, props, {
      kind: 'web',
      nodes,
      size: props.size ?? defaults.size,
      exposure: props.address ? 'public' : 'private',
      rootGiB: rootGiBFor(props.maxUploadMiB ?? defaults.maxUploadMiB),
      dataVolumeGiB: props.storageGiB,
    });
    this.healthPath = props.healthPath ?? defaults.healthPath;
    this.runtime = props.runtime ?? defaults.runtime;
    this.localFiles = props.storageGiB !== undefined;
    this.maxUploadMiB = props.maxUploadMiB ?? defaults.maxUploadMiB;
    this.application = new Application(this, 'application', {
      tier: this,
      runtime: this.runtime,
      source: props.application,
    });
    this.role.allowSecret(webSecret(id), 'create');
    this.serve = this.offerHttp('serve');
    this.write = this.offerHttp('write');
    this.upload = this.offerHttp('upload', () => this.storesFiles);
    if (props.address) this.becomeEntrance();
  }

  /** Use what other tiers offer: a database, a cache, shared files, a media store; at most one of each role. */
  needs(...suppliers: readonly Supplier[]): this {
    for (const supplier of suppliers) {
      if (this.supplies.has(supplier.supplies))
        throw new RangeError(`${this.tierName} has a ${supplier.supplies} already`);
      this.supplies.set(supplier.supplies, supplier.supplyTo(this));
    }
    return this;
  }

  /** Note that this tier's requests come through these nodes: their word on the visitor's address is trusted. */
  behind(caller: NodeTier): void {
    this.callers.push(caller);
  }

  /** Note that this page cache holds this tier's pages: each of its nodes forgets one when it is asked to (`PURGE`). */
  purges(cache: Service): void {
    this.purged.push(...cache.endpoints.map(({ host, port }) => `http://${host}:${port}`));
  }

  /** Whether the site stores files here or on a tier that this one needs. */
  get storesFiles(): boolean {
    return this.localFiles || this.supplies.has('files');
  }

  protected override parts(node: TierNode): readonly MachinePart[] {
    const supplies = [...this.supplies.values()];
    return [
      ...(this.localFiles ? [dataVolumePart({})] : []),
      ...supplies.flatMap((supply) => supply.parts(node)),
      this.application.part,
      ...webParts({
        tier: this.tierName,
        site: this.site.name,
        node: node.name,
        runtime: this.runtime,
        php: this.site.release.php,
        ...instanceType(this.size),
        shareOfMemory: this.shareOfMemory,
        healthPath: this.healthPath,
        maxUploadMiB: this.maxUploadMiB,
        trustedProxies: this.callers.flatMap((caller) => caller.nodes.map((one) => one.host)),
        services: Object.assign(
          this.localFiles ? { uploads: { path: LOCAL_UPLOADS_PATH, local: true } } : {},
          this.purged.length > 0 ? { pages: { purge: this.purged } } : {},
          ...supplies.map((supply) => supply.services),
        ),
      }),
    ];
  }

  private offerHttp(name: string, when?: () => boolean): Service {
    return this.offer({
      name,
      when,
      ports: [tcp(PORT)],
      endpoints: this.endpoints(PORT),
      enough: 1,
      takeover: this.nodes.length > 1 ? 'caller' : 'none',
    });
  }

  private becomeEntrance(): void {
    const [node] = this.nodes;
    if (!node) return;
    this.firewall.openToInternet(PORT);
    new EipAssociation(this, 'address', { allocationId: this.site.address.allocationId, instanceId: node.instance.id });
    for (const name of ['serve', 'write', 'upload']) {
      const when = name === 'upload' ? () => this.storesFiles : undefined;
      this.site.claims.goal({ name, service: `${this.tierName}.${name}` }, when);
    }
  }
}
