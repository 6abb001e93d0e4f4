import type { NodeFacts } from '../terraform/nodes';
import { shortName } from './gap';
import type { NodeGap } from './node-gap';

/** Files of a callee that list the addresses which it lets in, and how they do. */
const LISTS: readonly { readonly path: RegExp; readonly list: RegExp }[] = [
  { path: /^\/usr\/local\/sbin\/nospof-gluster$/, list: /'auth\.allow: ([^']*)'/ },
  { path: /^\/etc\/exports\.d\/[^/]+\.exports$/, list: /^(\/.*)$/ms },
];

/** Whether a callee's own configuration lets a caller in, where it has a list of those that it does. */
export function notAdmitted(caller: NodeFacts, callee: NodeFacts): readonly Pick<NodeGap, 'lookedFor' | 'where'>[] {
  return [...callee.machine.files].flatMap(([path, text]) =>
    LISTS.filter((one) => one.path.test(path)).flatMap(({ list }) => {
      const allowed = list.exec(text)?.[1]?.match(/\d+\.\d+\.\d+\.\d+(?:\/\d+)?/g);
      if (!allowed || allowed.includes(caller.host ?? '')) return [];
      return [
        {
          lookedFor: `${caller.host} (${shortName(caller.address)})`,
          where: `${path} of ${shortName(callee.address)}`,
        },
      ];
    }),
  );
}
