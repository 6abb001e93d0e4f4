import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { parseTopology } from '../../../model';
import { openBlockers, withAccepted } from '../../../upgrade/diff/accept';
import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import { upgradeSteps } from '../../../upgrade/steps';
import { anyTopology } from '../../helpers/any-topology';
import { isBlocked, isCopied, keeping, parsed, unsettled } from '../../helpers/data-places';
import { sideOf } from '../../helpers/upgrades';

/** The same topology with its tiers' names dealt out anew: kinds change under their names, and tiers under theirs. */
const renamed = fc
  .tuple(anyTopology, fc.option(fc.infiniteStream(fc.nat(1000)), { freq: 2 }))
  .map(([text, stream]) => {
    if (!stream) return text;
    const document = parse(text) as { tiers: Record<string, unknown> };
    const names = Object.keys(document.tiers);
    const pool = [...names, 'store', 'vault'];
    const dealt = new Map<string, string>();
    for (const name of names) {
      const free = pool.filter((one) => ![...dealt.values()].includes(one));
      dealt.set(name, free[(stream.next().value as number) % free.length] ?? name);
    }
    return stringify(withNames(document, dealt));
  })
  .filter((text) => 'topology' in parseTopology(text, 'any.yaml'));

/** Every key below `tiers:`, and every value that names a tier. */
function withNames(document: { tiers: Record<string, unknown> }, dealt: ReadonlyMap<string, string>): unknown {
  const value = (key: string, one: unknown): unknown => {
    if (Array.isArray(one)) return one.map((each) => value(key, each));
    if (typeof one === 'string') return key === 'to' || key === 'needs' ? (dealt.get(one) ?? one) : one;
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, value(name, inner)]));
  };
  const tiers = Object.entries(document.tiers).map(([name, tier]) => [dealt.get(name) ?? name, value('', tier)]);
  return { ...document, tiers: Object.fromEntries(tiers) };
}

test('of any two topologies, exit 0 only where each old place keeps its data by itself; and a reason leaves a copy or a blocker that was named', () => {
  fc.assert(
    fc.property(renamed, renamed, fc.boolean(), (first, second, keeps) => {
      const before = parsed(first);
      const text = keeps ? keeping(second, before) : second;
      const upgrade = diffStacks(sideOf(first), sideOf(text));
      const open = unsettled(before, parsed(text));
      if (openBlockers(upgrade).length === 0) expect(open).toEqual([]);
      for (const place of open) expect([place, isBlocked(place, upgrade)]).toEqual([place, true]);
      // Whoever takes every decision still is told of each place: what to type, or that there is no way.
      const reasons = [...new Set(upgrade.blockers.map(({ address }) => address))];
      const decided = withAccepted(
        upgrade,
        reasons.map((address) => ({ address, because: 'intended' })),
      ).upgrade;
      const { steps } = upgradeSteps(decided, { stack: 'shop', file: 'shop.yaml' });
      for (const place of open) {
        const isRefused = upgrade.blockers.some(
          ({ kind, address, reason }) =>
            /abandoned|destroyed|not-kept|too-few|refuses/.test(kind) &&
            `${address} ${reason}`.includes(place.tier.replaceAll('-', '_')),
        );
        expect([place, isRefused || isCopied(place, steps)]).toEqual([place, true]);
      }
    }),
    { numRuns: 40 },
  );
}, 600_000);
