import { spawnSync } from 'node:child_process';
import { gatewayOf } from '../../../drill/network/addresses';
import {
  connectScript,
  isolateScript,
  nodeScript,
  portOf,
  removeNodeScript,
  switchScript,
} from '../../../drill/network/commands';
import { impairmentRules } from '../../../drill/network/impairment';
import { associationRules, ruleset } from '../../../drill/network/ruleset';
import { shippedPlan } from '../plans';

const { nodes } = shippedPlan('04-load-balancer-pair');
const [balancer] = nodes;

test('the switch routes between the subnets, and a node has one address and leads nowhere else', () => {
  if (!balancer) throw new Error('no node');
  expect(switchScript(nodes)).toMatchSnapshot('switch');
  expect(nodeScript(balancer) + connectScript(balancer) + isolateScript(balancer)).toMatchSnapshot('node');
});

test('the router is the first address of a subnet', () => {
  expect(gatewayOf('10.20.0.0/19')).toBe('10.20.0.1');
  expect(gatewayOf('10.20.192.0/20')).toBe('10.20.192.1');
});

test('only what bears a name of the drill’s own is taken away', () => {
  const scripts = nodes.map(removeNodeScript).join('');
  for (const line of scripts.trim().split('\n')) {
    expect(line).toMatch(/^ip (?:-n nospof-switch link delete h-[0-9a-f]{12}|netns delete nospof-node-[\w-]+) /);
  }
});

test('names of interfaces are as short as the kernel wants, and no two alike', () => {
  const ports = nodes.map(portOf);
  expect(Math.max(...ports.map((name) => name.length))).toBeLessThanOrEqual(15);
  expect(new Set(ports).size).toBe(nodes.length);
});

test('all scripts are shell', () => {
  const text = switchScript(nodes) + nodes.map((node) => nodeScript(node) + removeNodeScript(node)).join('');
  expect(spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' }).stderr).toBe('');
});

test('an Elastic IP leads to one private address at a time, both ways', () => {
  expect(ruleset()).toMatchSnapshot('ruleset');
  expect(
    associationRules(
      new Map([
        ['198.51.100.11', '10.0.0.5'],
        ['198.51.100.10', '10.0.0.4'],
      ]),
    ),
  ).toBe(
    `flush map ip nospof inward
flush map ip nospof outward
add element ip nospof inward { 198.51.100.10 : 10.0.0.4, 198.51.100.11 : 10.0.0.5 }
add element ip nospof outward { 10.0.0.4 : 198.51.100.10, 10.0.0.5 : 198.51.100.11 }
`,
  );
  expect(associationRules(new Map())).not.toContain('add');
});

test('what is wrong with the network of a node is wrong at its port, and nothing is when it is over', () => {
  if (!balancer) throw new Error('no node');
  expect(
    impairmentRules([{ node: balancer, to: { drops: 30 }, from: { drops: 100 } }]).replaceAll(portOf(balancer), 'PORT'),
  ).toMatchSnapshot('impaired');
  expect(impairmentRules([])).not.toContain('drop');
});
