import fc from 'fast-check';
import { anyTopology } from '../helpers/any-topology';
import { synthesized } from '../helpers/synthesized';

test('whatever parses becomes Terraform, with claims that name what is there', () => {
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
    }),
    { numRuns: 30 },
  );
}, 120_000);
