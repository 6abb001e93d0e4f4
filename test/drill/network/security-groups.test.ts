import { spawnSync } from 'node:child_process';
import { refusedConnections, securityRuleset } from '../../../drill/network/security-groups';
import { needs } from '../../helpers/programs';
import { scratchRoot } from '../../helpers/scratch-root';
import { shippedPlan } from '../plans';

const plan = shippedPlan('08-varnish');
const [web, balancer] = ['web-1', 'balancer-1'].map((name) => plan.nodes.find((node) => node.name === name));
if (!web || !balancer) throw new Error('no such node');

it('lets in what the security groups of a node let in, from the members of theirs', () => {
  const balancers = ['balancer-1', 'balancer-2'].flatMap(
    (name) => plan.nodes.find((node) => node.name === name)?.privateIps ?? [],
  );
  expect(web.allowedFlows).toContainEqual({
    ...{ direction: 'ingress', protocol: 'tcp', from: 80, to: 80 },
    others: balancers,
  });
  expect(balancer.allowedFlows).toContainEqual({
    ...{ direction: 'ingress', protocol: 'tcp', from: 443, to: 443 },
    others: ['0.0.0.0/0'],
  });
});

it('drops all else, both ways, and notes it down', () => {
  expect(securityRuleset([web, balancer])).toMatchSnapshot();
});

it('tells which connections were refused', () => {
  const element = (...concat: readonly unknown[]) => ({ concat });
  const set = { name: 'refused', elem: [element('10.0.0.4', '10.0.0.5', 'tcp', 80)] };
  expect(refusedConnections(JSON.stringify({ nftables: [{ metainfo: {} }, { set }] }))).toEqual([
    { from: '10.0.0.4', to: '10.0.0.5', protocol: 'tcp', port: 80 },
  ]);
  expect(refusedConnections('{"nftables": [{"set": {"name": "refused"}}]}')).toEqual([]);
});

needs('nft', scratchRoot)('the kernel takes the rules of every shipped site', () => {
  const isolated = (program: string, input: string) =>
    spawnSync('unshare', ['--net', 'sh', '-ec', program], { input, encoding: 'utf8' });
  for (const name of ['01-single-server', '04b-dns-and-routes', '06b-galera', '08-varnish']) {
    expect(isolated('nft -c -f -', securityRuleset(shippedPlan(name).nodes)).stderr).toBe('');
  }
});
