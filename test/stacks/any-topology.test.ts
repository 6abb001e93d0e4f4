import fc from 'fast-check';
import { parse } from 'yaml';
import { verdictOf } from '../../check/verdict';
import { recordOf, TIER_KINDS } from '../../model/kinds';
import { anyTopology } from '../helpers/any-topology';
import { synthesized } from '../helpers/synthesized';
import { topologyOf } from '../model/topologies';

test('every kind is drawn', () => {
  const texts = fc.sample(anyTopology, { numRuns: 60, seed: 1 });
  const kinds = texts.flatMap((text) => Object.values<{ kind: string }>(parse(text).tiers).map(({ kind }) => kind));
  expect([...new Set(kinds)].sort()).toEqual([...TIER_KINDS].sort());
}, 60_000);

test('whatever parses becomes Terraform, with claims that name what is there and that the Terraform bears out', () => {
  fc.assert(
    fc.property(anyTopology, (text) => {
      const { stack, serviceGraph } = synthesized(text);
      const resources = stack.resource as Record<string, Record<string, unknown>>;
      const services = serviceGraph.services.map(({ id }) => id);
      const members = serviceGraph.services.flatMap((service) => service.members);
      const unknown = members.filter((member) => {
        const [type = '', id = ''] = member.split('.');
        return resources[type]?.[id] === undefined;
      });
      expect(unknown).toEqual([]);
      for (const { from, anyOf } of serviceGraph.needs)
        expect(services).toEqual(expect.arrayContaining([from, ...anyOf]));
      for (const { service } of serviceGraph.goals) expect(services).toContain(service);
      expect(relationsWithoutClaim(text, serviceGraph.needs)).toEqual([]);
      expect(verdictOf(stack, serviceGraph).gaps).toEqual([]);
    }),
    { numRuns: 30 },
  );
}, 240_000);

/** Tiers of nodes that another names, and that nothing of it needs. */
function relationsWithoutClaim(
  text: string,
  needs: readonly { readonly from: string; readonly anyOf: readonly string[] }[],
): readonly string[] {
  const { tiers } = topologyOf(text);
  const placed = new Set(tiers.flatMap(({ name, kind }) => (recordOf(kind).runs === 'nodes' ? [name] : [])));
  const claimed = new Set(
    needs.flatMap(({ from, anyOf }) => anyOf.map((callee) => `${tierOf(from)} → ${tierOf(callee)}`)),
  );
  return tiers
    .flatMap((tier) => (recordOf(tier.kind).names?.(tier) ?? []).map(({ to }) => ({ to, by: tier.name })))
    .filter(({ to, by }) => placed.has(to) && !claimed.has(`${by} → ${to}`))
    .map(({ to, by }) => `${by} → ${to}`);
}

function tierOf(service: string): string {
  return service.slice(0, service.lastIndexOf('.'));
}
