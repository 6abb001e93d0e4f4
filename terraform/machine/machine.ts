import { NODE_FILES, NODE_FOLDERS } from '../../model/node-files';
import { filesAt, type MachineFiles } from '../machine-files';
import { type Admission, admissionsOf } from './admissions';
import { type Corosync, parseCorosync } from './corosync';
import { haproxyFiles, parseHaproxy } from './haproxy';
import { healthCheckPaths } from './health-paths';
import { type Keepalived, keepalived } from './keepalived';
import { mariadbOptions, type Option } from './option-files';
import { type ReadSiteFile, readSiteFile } from './site-file';
import { HaproxyUpstreams } from './upstreams/haproxy';
import { mountBackends, siteBackends, varnishBackends } from './upstreams/others';
import type { Upstream } from './upstreams/upstream';
import { parseVcl } from './vcl';

/** What has been read already, by its text: many machines have files that read the same. */
export type HaproxyTexts = Map<string, HaproxyUpstreams>;

/** What is known of a machine besides its files. */
export interface MachineProps {
  /** Why its configuration cannot be read. @default - it can */
  readonly problem?: string;
  /** Text of each part of its cloud-config, by the path of its file or by its top key. @default - none */
  readonly parts?: ReadonlyMap<string, string>;
  /** Configurations of haproxy that have been read, of this machine or others. @default - none */
  readonly haproxy?: HaproxyTexts;
}

/** One machine as its configuration makes it. Each part is read when it is first asked for, and once. */
export class Machine {
  readonly problem: string | undefined;
  readonly parts: ReadonlyMap<string, string>;
  readonly #texts: HaproxyTexts;

  /** @param files the files that it writes at its first boot, by path */
  constructor(
    readonly files: MachineFiles,
    { problem, parts = new Map(), haproxy = new Map() }: MachineProps = {},
  ) {
    this.problem = problem;
    this.parts = parts;
    this.#texts = haproxy;
  }

  #steps?: readonly string[];
  #serves?: readonly string[];
  #units?: ReadonlySet<string>;
  #settings?: ReadonlyMap<string, string>;
  #site?: ReadSiteFile;
  #haproxy?: HaproxyUpstreams;
  #keepalived?: { readonly read: Keepalived | undefined };
  #corosync?: { readonly read: Corosync | undefined };
  #options?: readonly Option[];
  #admissions?: readonly Admission[];
  #paths?: ReadonlySet<string>;

  /** The setup steps, in their order. */
  get setupSteps(): readonly string[] {
    this.#steps ??= [...filesAt(this.files, NODE_FOLDERS.setupSteps)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, text]) => text);
    return this.#steps;
  }

  /** Lines of the setup steps that start units: `serve UNIT reload|restart FILE…`. */
  get serveLines(): readonly string[] {
    this.#serves ??= this.setupSteps.flatMap((step) =>
      [...step.matchAll(/^\s*(serve \S+ .*)$/gm)].map(([, line = '']) => line),
    );
    return this.#serves;
  }

  /** Whether a setup step of the machine starts a unit. */
  starts(unit: string): boolean {
    this.#units ??= new Set(this.serveLines.map((line) => plain(line.split(' ')[1] ?? '')));
    return this.#units.has(plain(unit));
  }

  /** What the machine's own scripts are told of it, as `NOSPOF_NODE`. */
  get settings(): ReadonlyMap<string, string> {
    this.#settings ??= new Map(
      [...(this.files.get(NODE_FILES.settings) ?? '').matchAll(/^([A-Z_]+)=(.*)$/gm)].map(
        ([, key = '', value = '']) => [key, value],
      ),
    );
    return this.#settings;
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
    const read = this.#texts.get(key) ?? new HaproxyUpstreams(parseHaproxy(files));
    this.#texts.set(key, read);
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

  /** Options of MariaDB's server, in the order in which it takes them. */
  get databaseOptions(): readonly Option[] {
    this.#options ??= mariadbOptions(this.files);
    return this.#options;
  }

  /** Its lists of the addresses that it lets in. */
  get admissions(): readonly Admission[] {
    this.#admissions ??= admissionsOf(this.files);
    return this.#admissions;
  }

  /** Pages that it answers as long as it works itself. */
  get healthCheckPaths(): ReadonlySet<string> {
    this.#paths ??= healthCheckPaths(this.files);
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
          varnishBackends(parseVcl(text)).map((one) => ({ ...one, ...at })),
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

  /** The local address at which the application expects the database. */
  #localAddress(capability: string): string | undefined {
    const direct = capability === 'write' || capability === 'read' ? this.site.database[capability] : undefined;
    return direct && `${direct.host}:${direct.port}`;
  }
}

function plain(unit: string): string {
  return unit.replace(/\.service$/, '');
}
