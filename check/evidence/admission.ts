import type { MachineFiles } from '../../terraform/machine-files';
import type { NodeFacts } from '../../terraform/nodes';
import { shortName } from './gap';
import type { NodeGap } from './node-gap';

/** Files of a callee that list the addresses which it lets in, and how they do. */
const LISTS: readonly { readonly path: RegExp; readonly list: RegExp }[] = [
  { path: /^\/usr\/local\/sbin\/nospof-gluster$/, list: /'auth\.allow: ([^']*)'/ },
  { path: /^\/etc\/exports\.d\/[^/]+\.exports$/, list: /^(\/.*)$/ms },
];

/** Whether a callee's own configuration lets a caller in, where it has a list of those that it does. */
export function notAdmitted(caller: NodeFacts, callee: NodeFacts): readonly Pick<NodeGap, 'lookedFor' | 'where'>[] {
  return admissions(callee.machine.files)
    .filter(({ allowed }) => !allowed.has(caller.host ?? ''))
    .map(({ path }) => ({
      lookedFor: `${caller.host} (${shortName(caller.address)})`,
      where: `${path} of ${shortName(callee.address)}`,
    }));
}

interface Admission {
  readonly path: string;
  readonly allowed: ReadonlySet<string>;
}

/** A callee is asked about by each of its callers. */
const KNOWN = new WeakMap<MachineFiles, readonly Admission[]>();

function admissions(files: MachineFiles): readonly Admission[] {
  const known = KNOWN.get(files);
  if (known) return known;
  const found = [...files].flatMap(([path, text]) =>
    LISTS.filter((one) => one.path.test(path)).flatMap(({ list }) => {
      const allowed = list.exec(text)?.[1]?.match(/\d+\.\d+\.\d+\.\d+(?:\/\d+)?/g);
      return allowed ? [{ path, allowed: new Set<string>(allowed) }] : [];
    }),
  );
  KNOWN.set(files, found);
  return found;
}
