import { NODE_FILES } from '../../model/node-files';
import { inBlock } from '../ipv4';
import type { MachineFiles } from '../machine-files';
import { exportsOf } from './exports';
import type { GlusterScript } from './gluster';

/** A file in which a machine lists the addresses that it lets in. */
export interface Admission {
  readonly path: string;
  /** Whether it lets an address in. */
  readonly admits: (address: string) => boolean;
}

/** The lists of a machine: of who may mount a GlusterFS volume, and of who may mount an NFS server's files. */
export function admissionsOf(files: MachineFiles, gluster: GlusterScript | undefined): readonly Admission[] {
  // Without the option GlusterFS lets everybody in.
  const volume = listed(NODE_FILES.gluster, gluster?.options.get('auth.allow')?.split(/[\s,]+/));
  const all = exportsOf(files);
  const tables = [...new Set(all.map(({ path }) => path))];
  const exported = tables.flatMap((table) =>
    listed(
      table,
      all.filter(({ path }) => path === table).map(({ client }) => client),
    ),
  );
  return [...volume, ...exported];
}

function listed(path: string, all: readonly string[] | undefined): readonly Admission[] {
  if (all === undefined) return [];
  const single = new Set(all);
  const blocks = all.filter((one) => one.includes('/'));
  const anyone = single.has('*');
  return [{ path, admits: (address) => anyone || single.has(address) || blocks.some((one) => inBlock(address, one)) }];
}
