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
import { localProxyPart } from './user-data/local-proxy';
import type { MachinePart } from './user-data/machine';
import { agrees, webParts } from './user-data/web';
import type { PhpLayout } from './user-data/web/nginx-php';
import { ONCE_FOLDER } from './user-data/web/once';
import type { PeriodicCommand } from './user-data/web/periodic';
import { hasSettings, type MailRelay } from './user-data/web/settings';
import { type SiteServices, webSecret } from './user-data/web/site-json';

const PORT = 80;
/** On the node's data volume, where the only node keeps the files itself. */
const LOCAL_UPLOADS_PATH = NODE_FOLDERS.localUploads;

/** What a tier is told of the application that its nodes run. */
export interface ApplicationTierProps {
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
   * Environment variables. They stand in Terraform's plan and state.
   * @default - none
   */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Environment variables, and the SSM parameters (as `/shop/stripe-key`) from which nodes read their values.
   * @default - none
   */
  readonly secrets?: Readonly<Record<string, string>>;
  /**
   * Command that each node runs in a new release before it becomes the current one, with the right to write there.
   * @default - none
   */
  readonly build?: string;
  /**
   * Command that one node of the tier runs for each new release before any switches to it. Where it fails, the old one serves on.
   * @default - none
   */
  readonly release?: string;
  /**
   * Commands that run again and again, by name.
   * @default - none
   */
  readonly periodic?: Readonly<Record<string, PeriodicCommand>>;
  /**
   * Relay that takes the application's mail. Its port is opened outwards.
   * @default - the nodes send no mail
   */
  readonly mail?: MailRelay;
  /**
   * Domain that SES has verified, in whose name the application may send mail by SES's API.
   * @default - none: it may not
   */
  readonly mailFrom?: string;
  /**
   * Where the application has visitors' files, as `wp-content/uploads`; the web server serves them there and runs nothing.
   * @default - only where `site.json` says
   */
  readonly uploadsAt?: string;
  /**
   * Layout, extensions and limits of PHP.
   * @default - a front controller at the archive's top
   */
  readonly php?: PhpLayout;
  /**
   * Where the WSGI callable is, as `shop.wsgi`.
   * @default - `wsgi.py` at the archive's top, else the only one in a folder below it
   */
  readonly wsgi?: { readonly module?: string };
  /**
   * Largest body of a request, MiB, 1 to 4096.
   * @default 32
   */
  readonly maxUploadMiB?: number;
}

export interface WebTierProps extends NodeTierProps, ApplicationTierProps {
  /**
   * Number of nodes, 1 to 5000.
   * @default 2
   */
  readonly nodes?: number;
  /**
   * Path that answers 200 while the node can serve. It must not touch a shared service: one slow file server would take
   * every web node out of the balancer.
   * @default '/health'
   */
  readonly healthPath?: string;
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
  private readonly told: ApplicationTierProps;
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
    this.told = props;
    this.application = new Application(this, 'application', {
      tier: this,
      runtime: this.runtime,
      source: props.application,
    });
    this.role.allowSecret(webSecret(id), 'create');
    this.grant();
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
    const services: SiteServices = Object.assign(
      this.localFiles ? { uploads: { path: LOCAL_UPLOADS_PATH, local: true } } : {},
      this.purged.length > 0 ? { pages: { purge: this.purged } } : {},
      ...supplies.map((supply) => supply.services),
    );
    const proxied = supplies.flatMap((supply) => supply.proxied ?? []);
    const { build, release, periodic, uploadsAt, php, wsgi } = this.told;
    const uploads = uploadsAt && services.uploads ? { at: uploadsAt, path: services.uploads.path } : undefined;
    return [
      ...(this.localFiles ? [dataVolumePart({})] : []),
      ...supplies.flatMap((supply) => supply.parts(node)),
      ...(proxied.length > 0 ? [localProxyPart(proxied)] : []),
      this.application.part({
        build,
        release,
        module: wsgi?.module,
        root: php?.root,
        uploads,
        database: services.database?.write,
        hasSettings: hasSettings(this.told),
      }),
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
        settings: this.told,
        commands: { build, release },
        periodic,
        layout: php,
        uploads,
        redirects: this.redirects(),
        services,
      }),
    ];
  }

  /** Where no balancer leads other names of the site to its own, the web server does. */
  private redirects(): { readonly from: readonly string[]; readonly to: string } | undefined {
    const { domain, aliases } = this.site;
    return domain && aliases.length > 0 && this.callers.length === 0 ? { from: aliases, to: domain } : undefined;
  }

  /** Rights to what the application is told, and no more. */
  private grant(): void {
    const { secrets = {}, mail, release, periodic } = this.told;
    const names = [...Object.values(secrets), ...(mail ? [mail.user, mail.password] : [])].sort();
    if (names.length > 0) {
      const parameter = `arn:aws:ssm:${this.site.region}:*:parameter`;
      this.role.allow(
        'ReadApplicationSecrets',
        'ssm:GetParameter',
        [...new Set(names)].map((name) => `${parameter}${name}`),
      );
    }
    if (agrees({ commands: { release }, periodic })) {
      const agreed = `${this.site.bucket.bucket.arn}/${ONCE_FOLDER}/${this.tierName}/*`;
      this.role.allow('AgreeOnWhatIsDoneOnce', ['s3:GetObject', 's3:PutObject'], agreed);
    }
    if (mail) this.firewall.letOut({ port: mail.port }, 'Mail relay');
    if (this.told.mailFrom) this.role.allowMail(this.told.mailFrom);
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
