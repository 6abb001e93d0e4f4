import type { Judged } from './outcome';

interface Counts {
  total: number;
  flipped: number;
  harmless: number;
  unseen: number;
  /** Unseen even with the digests of what was rendered. */
  withDigests: number;
}

/** Counts by kind, and, where asked for, each mutant that passes unseen. */
export function mutantReport(
  judged: readonly Judged[],
  { of, seed, passed }: { readonly of: number; readonly seed: number; readonly passed: boolean },
): string {
  const counted = judged.filter(({ anew }) => anew !== 'void');
  const kinds = new Map<string, Counts>();
  const all: Counts = { total: 0, flipped: 0, harmless: 0, unseen: 0, withDigests: 0 };
  for (const { mutation, anew, rendered } of counted) {
    const key = mutation.kind;
    const own = kinds.get(key) ?? { total: 0, flipped: 0, harmless: 0, unseen: 0, withDigests: 0 };
    kinds.set(key, own);
    for (const one of [own, all]) {
      one.total++;
      if (anew === 'flipped' || anew === 'refused') one.flipped++;
      if (anew === 'harmless') one.harmless++;
      if (anew === 'unseen') one.unseen++;
      if (rendered === 'unseen') one.withDigests++;
    }
  }
  const row = (name: string, { total, flipped, harmless, unseen, withDigests }: Counts) =>
    `${[total, flipped, harmless, unseen, withDigests].map((one) => String(one).padStart(9)).join('')}  ${name}`;
  const lines = [
    `seed ${seed}: ${counted.length} mutants of ${of}`,
    '  mutants  flipped harmless   unseen  digests',
    ...[...kinds].sort(([, a], [, b]) => b.unseen - a.unseen || b.total - a.total).map(([kind, one]) => row(kind, one)),
    row('all', all),
    `unseen of those that break something: ${((100 * all.unseen) / Math.max(1, all.flipped + all.unseen)).toFixed(1)} %`,
  ];
  const unseen = counted.filter(({ anew, rendered }) => anew === 'unseen' || rendered === 'unseen');
  const listed = unseen.map(({ mutation: { kind, scope, name, what }, rendered }) =>
    [rendered === 'unseen' ? 'DIGESTS' : 'anew', scope, kind, name, what].join(' | '),
  );
  return `${[...lines, ...(passed ? ['', ...listed.sort()] : [])].join('\n')}\n`;
}
