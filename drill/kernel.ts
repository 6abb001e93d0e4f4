import { NODE_FILES } from '../model/node-files';
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

/** What servers need that a machine's kernel may not have. */
export interface KernelNeed {
  /** Where `Kernel` says whether it has it. */
  readonly of: keyof Kernel;
  /** Units that are skipped without it. */
  readonly units: readonly string[];
  /** What is left out of a drill without it, and why. */
  readonly leftOut: string;
  readonly why: string;
}

/** What starts with Debian's NFS server. */
export const NFS_SERVER: KernelNeed = {
  of: 'nfs',
  units: ['nfs-server.service', 'proc-fs-nfsd.mount', 'var-lib-nfs-rpc_pipefs.mount'],
  leftOut: 'files on NFS',
  why: "this machine's kernel has no NFS, or has not loaded it ('modprobe -a nfs nfsd'); its node boots without it",
};

/** Units of a node that a kernel cannot run; they are skipped at its start, as those are whose condition is not met. */
export function unitsWithoutKernel(
  need: KernelNeed | 'nothing',
  files: MachineFiles,
  kernel: Kernel,
): readonly string[] {
  if (need !== 'nothing') return kernel[need.of] ? [] : need.units;
  if (kernel.nfs) return [];
  return [...files].flatMap(([path, content]) => {
    const name = /^\/etc\/systemd\/system\/([^/]+)\.mount$/.exec(path)?.[1];
    return name !== undefined && /^Type=nfs4$/m.test(content) ? [`${name}.mount`, `${name}.automount`] : [];
  });
}

/** The part of a web node's application whose files are on a mount that is skipped. */
export function skipsUploads(files: MachineFiles, skippedUnits: readonly string[]): boolean {
  const { path } = fields(fields(JSON.parse(files.get(NODE_FILES.site) ?? '{}')).uploads);
  return typeof path === 'string' && skippedUnits.includes(`${path.slice(1).replaceAll('/', '-')}.mount`);
}
