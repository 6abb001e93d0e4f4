import type { PlannedResource } from '../../../terraform/plan/document';
import { Identities } from '../../../terraform/plan/identities';

const resource = (address: string, values: Record<string, unknown>): PlannedResource => {
  const [type = '', name = ''] = address.split('.');
  return { address, type, name, values } as PlannedResource;
};

const instance = resource('aws_instance.a', { id: 'i-00000000', primary_network_interface_id: 'eni-00000000' });
const networkInterface = resource('aws_network_interface.b', { id: 'eni-00000000' });
const tag = resource('aws_ec2_tag.t', {});

test('a tag on what an instance brings along leads to the instance', () => {
  const identities = new Identities([instance, tag]);
  expect(identities.reference('eni-00000000', 'resource_id', tag)).toBe(
    '${aws_instance.a.primary_network_interface_id}',
  );
});

test('an interface of its own is itself, whichever stands first', () => {
  for (const all of [
    [instance, networkInterface, tag],
    [networkInterface, instance, tag],
  ]) {
    expect(new Identities(all).reference('eni-00000000', 'network_interface_id', tag)).toBe(
      '${aws_network_interface.b.id}',
    );
  }
});
