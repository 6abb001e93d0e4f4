import { NODE_FILES } from '../model/node-files';
import type { TierKind } from '../model/tiers';
import type { MachineFiles } from '../terraform/machine-files';
import { fields } from '../terraform/values';

/** What of this machine's kernel, which all nodes share, some tiers need. */
export interface Kernel {
  /** Whether it has NFS, as a server and as a client. */
  readonly nfs: boolean;
}

/** @param fileSystems names of the file systems that the kernel knows */
export function kernelOf(fileSystems: ReadonlySet<string>): Kernel {
  return { nfs: fileSystems.has('nfs4') && fileSystems.has('nfsd') };
}

/** What starts with Debian's NFS server. */
const NFS_SERVER_UNITS = ['nfs-server.service', 'proc-fs-nfsd.mount', 'var-lib-nfs-rpc_pipefs.mount'];

/** Units of a node that a kernel cannot run; they are skipped at its start, as those are whose condition is not met. */
export function unitsWithoutKernel(kind: TierKind, files: MachineFiles, kernel: Kernel): readonly string[] {
  if (kernel.nfs) return [];
  if (kind === 'nfs') return NFS_SERVER_UNITS;
  const mounts = [...files].flatMap(([path, content]) => {
    const name = /^\/etc\/systemd\/system\/([^/]+)\.mount$/.exec(path)?.[1];
    return name !== undefined && /^Type=nfs4$/m.test(content) ? [`${name}.mount`, `${name}.automount`] : [];
  });
  return mounts;
}

/** The part of a web node's application whose files are on a mount that is skipped. */
export function skipsUploads(files: MachineFiles, skippedUnits: readonly string[]): boolean {
  const { path } = fields(fields(JSON.parse(files.get(NODE_FILES.site) ?? '{}')).uploads);
  return typeof path === 'string' && skippedUnits.includes(`${path.slice(1).replaceAll('/', '-')}.mount`);
}
