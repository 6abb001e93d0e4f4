import { filesAt, type MachineFiles, starts } from '../../../terraform/machine-files';
import { HAPROXY } from './haproxy';
import { GLUSTER_MOUNT, NFS_MOUNT } from './mounts';
import type { Pool, PoolReader } from './pool';
import { SITE_JSON } from './site-file';
import { VARNISH } from './varnish';

export type { Pool, PoolServer } from './pool';

/** How each kind of file names servers. */
const READERS: readonly PoolReader[] = [HAPROXY, VARNISH, SITE_JSON, GLUSTER_MOUNT, NFS_MOUNT];

/** A pool with the file that it is in. */
export interface NamedPool extends Pool {
  readonly path: string;
  /** The unit that reads the file, where no setup step starts it. */
  readonly idle?: string;
}

/** Pools that have been read, by the text of their file: many machines have one that reads the same. */
export type KnownPools = Map<string, Map<string, readonly Pool[]>>;

/** The pools that a caller's files hold for a capability of its callee. */
export function poolsIn(
  files: MachineFiles,
  paths: readonly string[],
  capability: string,
  known: KnownPools = new Map(),
): readonly NamedPool[] {
  const found = paths.flatMap((path) => [...filesAt(files, path)]);
  return found.flatMap(([path, text]) =>
    READERS.filter((reader) => reader.path.test(path)).flatMap((reader) => {
      const unit = reader.unit?.(path);
      const idle = unit !== undefined && !starts(files, unit) ? { idle: unit } : {};
      const context = reader.context?.(files, capability);
      const key = [READERS.indexOf(reader), capability, context].join(' ');
      const alike = known.get(text) ?? new Map<string, readonly Pool[]>();
      const pools = alike.get(key) ?? reader.read(text, capability, context);
      known.set(text, alike.set(key, pools));
      return pools.map((pool) => ({ ...pool, path, ...idle }));
    }),
  );
}
