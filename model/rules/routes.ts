import { type Problem, shown } from '../diagnostic';
import type { Draft } from '../draft';

/** Two routes of one balancer with the same path: the second would never be used. */
export function duplicateRoutes(draft: Draft): readonly Problem[] {
  return draft.topology.tiers.flatMap((tier) => {
    if (!('routes' in tier)) return [];
    const paths = tier.routes.map(({ path }) => path);
    return paths.flatMap((path, index): readonly Problem[] => {
      const first = paths.indexOf(path);
      if (first === index) return [];
      return [
        {
          code: 'duplicate-route',
          path: ['tiers', tier.name, 'routes', index, 'path'],
          at: 'value',
          value: shown(path),
          message: `${path} is routed to ${tier.routes[first]?.to} already`,
          allowed: 'each path once',
          fix: 'delete one of the two routes, or change its path',
        },
      ];
    });
  });
}
