import { NODE_FILES, NODE_FOLDERS } from '../../model/node-files';
import { type DebianRelease, RELEASES } from '../../model/releases';
import type { CloudConfig } from '../cloud-config';
import { filesAt, type MachineFiles } from '../machine-files';
import { type Admission, admissionsOf } from './admissions';
import { type ApacheDirective, apacheDirectives, apachePages } from './apache';
import type { Directive } from './braces';
import { type Corosync, parseCorosync } from './corosync';
import { type GlusterScript, glusterScript } from './gluster';
import { haproxyFiles, parseHaproxy } from './haproxy';
import { type Keepalived, keepalived } from './keepalived';
import { nginxDirectives, nginxPages } from './nginx';
import { mariadbOptions, type Option } from './option-files';
import { type DatabaseAgent, databaseAgent, loadsIntoCluster, type Pacemaker, parsePacemaker } from './pacemaker';
import { nodeSettings } from './settings';
import { callsOf, parseShell, type ShellScript } from './shell-commands';
import { type ReadSiteFile, readSiteFile } from './site-file';
import { HaproxyUpstreams } from './upstreams/haproxy';
import { mountBackends, siteBackends, varnishBackends } from './upstreams/others';
import type { Upstream } from './upstreams/upstream';
import { parseVcl, type Vcl } from './vcl';

/** What has been read already, by its text: many machines have files that read the same. */
export class ReadTexts {
  /** Configurations of haproxy. */
  readonly haproxy = new Map<string, HaproxyUpstreams>();
  readonly #scripts = new Map<string, ShellScript>();
  readonly #vcls = new Map<string, Vcl>();

  /** The commands of a script. */
  script(text: string): ShellScript {
    const known = this.#scripts.get(text) ?? parseShell(text);
    this.#scripts.set(text, known);
    return known;
  }

  /** A page cache's VCL. */
  vcl(text: string): Vcl {
    const known = this.#vcls.get(text) ?? parseVcl(text);
    this.#vcls.set(text, known);
    return known;
  }
}

/** A unit that a setup step starts, by `serve UNIT reload|restart FILE…`. */
export interface ServedUnit {
  /** Without `.service`. */
  readonly unit: string;
  /** What is done to it when one of the files has changed. */
  readonly how: string;
  readonly files: readonly string[];
}

/** What is known of a machine besides its files. */
export interface MachineProps {
  /** Why its configuration cannot be read. @default - it can */
  readonly problem?: string;
  /** Text of each part of its cloud-config, by the path of its file or by its top key. @default - none */
  readonly parts?: ReadonlyMap<string, string>;
  /** Entries of its files, by path. @default - none */
  readonly entries?: CloudConfig['entries'];
  /** What its cloud-config says under a top key. @default - nothing */
  readonly under?: CloudConfig['under'];
  /** What has been read of this machine or others. @default - nothing */
  readonly texts?: ReadTexts;
}

/** One machine as its configuration makes it. Each part is read when it is first asked for, and once. */
export class Machine {
  readonly problem: string | undefined;
  readonly parts: ReadonlyMap<string, string>;
  readonly entries: CloudConfig['entries'];
  readonly under: CloudConfig['under'];
  readonly #texts: ReadTexts;

  /** @param files the files that it writes at its first boot, by path */
  constructor(
    readonly files: MachineFiles,
    {
      problem,
      parts = new Map(),
      entries = new Map(),
      under = () => undefined,
      texts = new ReadTexts(),
    }: MachineProps = {},
  ) {
    this.entries = entries;
    this.under = under;
    this.problem = problem;
    this.parts = parts;
    this.#texts = texts;
  }

  #steps?: ShellScript;
  #serves?: readonly ServedUnit[];
  #units?: ReadonlySet<string>;
  #settings?: ReadonlyMap<string, string>;
  #site?: ReadSiteFile;
  #haproxy?: HaproxyUpstreams;
  #keepalived?: { readonly read: Keepalived | undefined };
  #corosync?: { readonly read: Corosync | undefined };
  #options?: readonly Option[];
  #pacemaker?: Pacemaker;
  #agent?: { readonly read: DatabaseAgent | undefined };
  #gluster?: { readonly read: GlusterScript | undefined };
  #apache?: readonly ApacheDirective[];
  #nginx?: readonly Directive[];
  #admissions?: readonly Admission[];
  #paths?: ReadonlySet<string>;

  /** Packages that cloud-init installs, by name. */
  get packages(): readonly string[] {
    const list = this.under('packages');
    // One of them may be a name with its version.
    const named = (one: unknown) => (Array.isArray(one) ? one[0] : one);
    return Array.isArray(list) ? list.map(named).filter((one) => typeof one === 'string') : [];
  }

  /** The commands of a script on the machine; undefined where there is none. */
  script(path: string): ShellScript | undefined {
    const text = this.files.get(path);
    return text === undefined ? undefined : this.#texts.script(text);
  }

  /** The commands of every shell script on the machine: what names its interpreter, what others source, and setup steps. */
  get scripts(): readonly ShellScript[] {
    return [...this.files].flatMap(([path, text]) =>
      /^#!\S*\/(ba|da)?sh\b/.test(text) || SOURCED.test(path) ? [this.#texts.script(text)] : [],
    );
  }

  /** The commands of the setup steps, in their order. */
  get setupCommands(): ShellScript {
    this.#steps ??= [...filesAt(this.files, NODE_FOLDERS.setupSteps)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, text]) => this.#texts.script(text));
    return this.#steps;
  }

  /** The units that setup steps start, in their order. */
  get serves(): readonly ServedUnit[] {
    this.#serves ??= callsOf(this.setupCommands, 'serve').map(([unit = '', how = '', ...files]) => ({
      unit: plain(unit),
      how,
      files,
    }));
    return this.#serves;
  }

  /** Whether a setup step of the machine starts a unit. */
  starts(unit: string): boolean {
    this.#units ??= new Set(this.serves.map((one) => one.unit));
    return this.#units.has(plain(unit));
  }

  /** What the machine's own scripts are told of it, as `NOSPOF_NODE`. */
  get settings(): ReadonlyMap<string, string> {
    this.#settings ??= nodeSettings(this.files);
    return this.#settings;
  }

  get #release(): DebianRelease {
    const os = this.settings.get('NOSPOF_OS');
    return Object.values(RELEASES).find((one) => one.os === os) ?? RELEASES['debian-12'];
  }

  /** What `site.json` tells the application. */
  get site(): ReadSiteFile {
    this.#site ??= readSiteFile(this.files.get(NODE_FILES.site));
    return this.#site;
  }

  /** haproxy's configuration, with the servers that it chooses from. */
  get haproxy(): HaproxyUpstreams {
    if (this.#haproxy) return this.#haproxy;
    const files = haproxyFiles(this.files);
    const key = files.flat().join('\0');
    const read = this.#texts.haproxy.get(key) ?? new HaproxyUpstreams(parseHaproxy(files));
    this.#texts.haproxy.set(key, read);
    this.#haproxy = read;
    return read;
  }

  /** keepalived's configuration; undefined where it has none. */
  get keepalived(): Keepalived | undefined {
    this.#keepalived ??= { read: keepalived(this.files) };
    return this.#keepalived.read;
  }

  /** corosync's configuration; undefined where it has none. */
  get corosync(): Corosync | undefined {
    const text = this.files.get(NODE_FILES.corosync);
    this.#corosync ??= { read: text === undefined ? undefined : parseCorosync(text) };
    return this.#corosync.read;
  }

  /** Apache's directives; none where it has no Apache. */
  get apache(): readonly ApacheDirective[] {
    this.#apache ??= apacheDirectives(this.files);
    return this.#apache;
  }

  /** nginx's directives; none where it has no nginx. */
  get nginx(): readonly Directive[] {
    this.#nginx ??= nginxDirectives(this.files);
    return this.#nginx;
  }

  /** The page cache's VCL; undefined where it has none. */
  get vcl(): Vcl | undefined {
    const text = this.files.get(NODE_FILES.varnish);
    return text === undefined ? undefined : this.#texts.vcl(text);
  }

  /** Options of MariaDB's server, in the order in which it takes them. */
  get databaseOptions(): readonly Option[] {
    this.#options ??= mariadbOptions(this.files, this.#release.programs.MariaDB);
    return this.#options;
  }

  /** Pacemaker's properties and resources, as far as a setup step loads them into the cluster. */
  get pacemaker(): Pacemaker {
    const loaded = (path: string) => (loadsIntoCluster(this.setupCommands, path) ? this.files.get(path) : undefined);
    this.#pacemaker ??= parsePacemaker(loaded(NODE_FILES.clusterProperties), loaded(NODE_FILES.clusterResources));
    return this.#pacemaker;
  }

  /** The script that starts and promotes MariaDB for Pacemaker; undefined where it has none. */
  get databaseAgent(): DatabaseAgent | undefined {
    const script = this.script(NODE_FILES.databaseAgent);
    this.#agent ??= { read: script && databaseAgent(script) };
    return this.#agent.read;
  }

  /** The script that forms and heals a GlusterFS volume; undefined where it has none. */
  get gluster(): GlusterScript | undefined {
    const script = this.script(NODE_FILES.gluster);
    this.#gluster ??= { read: script && glusterScript(script) };
    return this.#gluster.read;
  }

  /** Its lists of the addresses that it lets in. */
  get admissions(): readonly Admission[] {
    this.#admissions ??= admissionsOf(this.files, this.gluster);
    return this.#admissions;
  }

  /** Pages that it answers as long as it works itself. */
  get healthCheckPaths(): ReadonlySet<string> {
    this.#paths ??= new Set([...apachePages(this.apache), ...nginxPages(this.nginx), ...(this.vcl?.answers ?? [])]);
    return this.#paths;
  }

  /**
   * The servers that its files name.
   * @param paths files or folders to look in
   * @param capability what of the callee is used, as `read` of `db.read`
   */
  upstreams(paths: readonly string[], capability: string): readonly Upstream[] {
    const files = paths.flatMap((path) => [...filesAt(this.files, path)]);
    return files.flatMap(([path, text]): readonly Upstream[] => {
      if (path === NODE_FILES.haproxy) {
        return this.#idle('haproxy', this.haproxy.of(capability, this.#localAddress(capability)));
      }
      const at = { path };
      if (path === NODE_FILES.varnish) {
        return this.#idle(
          'varnish',
          varnishBackends(this.#texts.vcl(text)).map((one) => ({ ...one, ...at })),
        );
      }
      if (path === NODE_FILES.site) return siteBackends(this.site, capability).map((one) => ({ ...one, ...at }));
      if (!/\.(service|mount)$/.test(path)) return [];
      const unit = path.slice(path.lastIndexOf('/') + 1);
      return this.#idle(
        // An automount starts the mount when somebody looks into its folder.
        unit.replace(/\.mount$/, '.automount'),
        mountBackends(text).map((one) => ({ ...one, ...at })),
      );
    });
  }

  #idle(unit: string, upstreams: readonly Upstream[]): readonly Upstream[] {
    return upstreams.length === 0 || this.starts(unit) ? upstreams : upstreams.map((one) => ({ ...one, idle: unit }));
  }

  /** The local address at which the application expects the database, or the primary of its key-value store. */
  #localAddress(capability: string): string | undefined {
    if (capability === 'primary') return (this.site.sessions ?? this.site.cache)?.redis?.[0];
    const direct = capability === 'write' || capability === 'read' ? this.site.database[capability] : undefined;
    return direct && `${direct.host}:${direct.port}`;
  }
}

/** What scripts source, or run by their own interpreter. */
const SOURCED = /^\/usr\/local\/lib\/nospof\/(?!.*\.(py|php)$)/;

function plain(unit: string): string {
  return unit.replace(/\.service$/, '');
}
