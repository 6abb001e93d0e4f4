import { terraformDocument } from '../../../terraform/plan/document';
import { diffState } from '../../../upgrade/diff/diff-state';
import { blockersOf, shippedSide } from '../../helpers/upgrades';

const instance = {
  address: 'aws_instance.web_1',
  mode: 'managed',
  type: 'aws_instance',
  name: 'web_1',
  values: {
    id: 'i-1',
    arn: 'arn:aws:ec2:eu-central-1:123456789012:instance/i-1',
    instance_type: 't3.large',
    tags: { Name: 'shop-web-1', 'nospof:site': 'shop', 'nospof:tier': 'web' },
  },
};

const file = (path: string, text: string) => ` - path: ${path}\n   defer: true\n   content: |\n    ${text}\n`;

/** What the node followed last; its user data, of its birth, says other things. */
const object = {
  address: 'aws_s3_object.web_1_configuration',
  mode: 'managed',
  type: 'aws_s3_object',
  name: 'web_1_configuration',
  values: {
    bucket: 'site',
    key: 'nodes/web-1.yaml',
    content: `#cloud-config\nwrite_files:\n${file('/etc/nospof/node.env', 'NODE=${HOME}')}`,
  },
};

function state(...resources: readonly object[]) {
  return terraformDocument({ format_version: '1.0', values: { root_module: { resources } } });
}

describe('over a state', () => {
  const after = shippedSide('02-split-database');
  const upgrade = diffState(state(instance, object), after);

  test('a machine is the same as in the stack, and restarts where its size changes', () => {
    expect(upgrade.before.site).toBe('shop');
    expect(upgrade.before.region).toBe('eu-central-1');
    expect(upgrade.tiers.map(({ tier, action }) => `${action} ${tier}`)).toEqual(['added db', 'changed web']);
    const web = upgrade.resources.find(({ address }) => address === 'aws_instance.web_1');
    expect(web?.changed.find(({ path }) => path === 'instance_type')).toMatchObject({
      before: 't3.large',
      after: 't3.small',
    });
  });

  test('its configuration is that which it follows', () => {
    const [web] = upgrade.machines.filter(({ nodes }) => nodes.includes('web-1'));
    expect(web?.problem).toBeUndefined();
    const environment = web?.files.find(({ path }) => path === '/etc/nospof/node.env');
    expect(environment?.hunks[0]?.lines).toContain('-NODE=${HOME}');
  });

  test('what a state does not tell is unknown, and where data may have to be copied somebody decides', () => {
    expect(upgrade.unknown[0]).toContain('a state makes no claims');
    expect(upgrade.survives.before).toBeUndefined();
    expect(blockersOf(upgrade)).toContain('data-moves db');
  });

  test('resources of modules, or made by count, are told as unknown', () => {
    const counted = { ...instance, address: 'aws_instance.old[0]', name: 'old', index: 0 };
    expect(diffState(state(instance, counted), after).unknown).toContain(
      "what becomes of aws_instance.old[0], which is not of this stack's making",
    );
  });
});
