import { NODE_FILES } from '../../model/node-files';
import { inBlock } from '../ipv4';
import type { MachineFiles } from '../machine-files';
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
  const exported = [...files].flatMap(([path, text]) =>
    /^\/etc\/exports(\.d\/[^/]+\.exports)?$/.test(path) ? listed(path, exportClients(text)) : [],
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

/** Clients of a table of exports: `/srv/data 10.0.0.1(rw) 10.0.0.2(rw)` (exports(5)); options without a client are for everybody. */
function exportClients(text: string): readonly string[] {
  const lines = text.replaceAll(/\\\n/g, ' ').split('\n');
  return lines.flatMap((line) => {
    const [path, ...clients] = line.replace(/#.*/, '').trim().split(/\s+/);
    return path?.startsWith('/') ? clients.map((client) => client.replace(/\(.*$/, '') || '*') : [];
  });
}
