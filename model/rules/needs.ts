import { type Problem, shown } from '../diagnostic';
import type { Draft } from '../draft';
import { ROLES, type Role, roleOf } from '../kinds';
import { wordList } from '../word-list';

/** A tier needs two tiers of one role, or one tier twice. */
export function duplicateNeeds(draft: Draft): readonly Problem[] {
  const kinds = new Map(draft.topology.tiers.map((tier) => [tier.name, tier.kind]));
  return draft.topology.tiers.flatMap((tier) => {
    if (!('needs' in tier)) return [];
    const filled = new Map<Role, string>();
    const titled = (name: string, others: boolean) => (others ? `${name} (${kinds.get(name)})` : name);
    return tier.needs.flatMap((need, index): readonly Problem[] => {
      const kind = kinds.get(need);
      const role = kind && roleOf(kind);
      if (role === undefined) return [];
      const first = filled.get(role);
      if (first === undefined) {
        filled.set(role, need);
        return [];
      }
      const twice = first === need;
      const mixed = kinds.get(first) !== kind;
      return [
        {
          code: 'duplicate-need',
          path: ['tiers', tier.name, 'needs', index],
          at: 'value',
          value: shown(need),
          message: twice
            ? `${need} is listed twice`
            : `${titled(need, mixed)} and ${titled(first, mixed)} both fill the role ${role} of ${tier.name}`,
          allowed: `one tier each for ${wordList(ROLES, 'and')}`,
          fix: twice
            ? 'delete one of the two'
            : `keep one of ${first} and ${need}; several for one web tier are not supported`,
        },
      ];
    });
  });
}
