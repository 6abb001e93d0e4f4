import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { create } from 'tar';
import type { Runtime } from '../model/tiers';
import type { NodeTier } from './core/node-tier';
import type { MachinePart } from './user-data/machine';
import { applicationPart, type ReleaseProps } from './user-data/web/application';

export interface ApplicationProps {
  readonly tier: NodeTier;
  readonly runtime: Runtime;
  /**
   * The archive: a path on disk, or `s3://bucket/key`.
   * @default - the sample site
   */
  readonly source?: string;
}

/** How the archive becomes a release, as far as the relations of the tier decide it. */
export type ReleaseFacts = Omit<ReleaseProps, 'runtime' | 'php'>;

/**
 * The web application as nodes fetch it at boot, with their own role. An archive on disk becomes an object that is named
 * by its contents, so a new version is a new name, and it reaches running nodes as a change of their configuration.
 */
export class Application extends Construct {
  private readonly from: { readonly key: string } | { readonly s3: string };
  private readonly runtime: Runtime;
  private readonly php: string;

  constructor(scope: Construct, id: string, props: ApplicationProps) {
    super(scope, id);
    const { source, runtime, tier } = props;
    this.runtime = runtime;
    this.php = tier.site.release.php;
    if (source?.startsWith('s3://')) {
      const object = source.slice('s3://'.length);
      tier.role.allow('Application', 's3:GetObject', `arn:aws:s3:::${object}`);
      this.from = { s3: source };
      return;
    }
    const path = source === undefined ? sampleSite(runtime) : resolve(source);
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    const key = `application/${sha256}${extension(path)}`;
    const asset = new TerraformAsset(this, 'archive', { path, type: AssetType.FILE });
    const { bucket } = tier.site.bucket;
    new S3Object(this, 'object', { bucket: bucket.id, key, source: asset.path, sourceHash: sha256 });
    tier.role.allow('Application', 's3:GetObject', `${bucket.arn}/application/*`);
    this.from = { key };
  }

  /** What brings it onto a node. */
  part(facts: ReleaseFacts): MachinePart {
    return applicationPart({ ...this.from, ...facts, runtime: this.runtime, php: this.php });
  }
}

function extension(path: string): string {
  return path.endsWith('.tar.gz') ? '.tar.gz' : extname(path);
}

/** Archives made by this process. */
const sampleSites = new Map<Runtime, string>();

/**
 * The sample site of a runtime as a tar archive whose bytes depend on its sources alone. cdktf copies it at synthesis;
 * the folder goes with the process.
 */
function sampleSite(runtime: Runtime): string {
  const known = sampleSites.get(runtime);
  if (known) return known;
  const folder = join(packageRoot(), 'site', runtime);
  const made = mkdtempSync(join(tmpdir(), 'nospof-site-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  const path = join(made, 'site.tar');
  const fixed = { portable: true, noDirRecurse: true, mtime: new Date(0) };
  create({ ...fixed, file: path, cwd: folder, sync: true }, filesBelow(folder));
  sampleSites.set(runtime, path);
  return path;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** The folder with `package.json`: above this file as source, and above `dist` as published. */
function packageRoot(): string {
  const above = dirname(__dirname);
  return existsSync(join(above, 'site')) || basename(above) !== 'dist' ? above : dirname(above);
}
