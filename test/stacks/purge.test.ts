import { KINDS } from '../../model/kinds';
import { NODE_FILES, type SiteFile } from '../../model/node-files';
import { synthTexts } from '../helpers/stacks';

const TOPOLOGY = `name: shop
region: eu-central-1
tiers:
  balancer: { kind: haproxy, to: pages }
  pages: { kind: varnish, nodes: 3, to: web, uncachedPaths: [/kasse], sessionCookies: [sid, cart_*] }
  web: { kind: web, nodes: 2 }
`;

type Resources = Readonly<Record<string, Readonly<Record<string, { readonly private_ip?: string }>>>>;

test('a web node is told of every page cache, which lets it in and is told of it', () => {
  const [stack] = synthTexts({ shop: TOPOLOGY });
  const resources = stack?.terraform.resource as Resources | undefined;
  const file = (node: string, path: string) =>
    stack?.machines
      .find(({ address }) => address === `aws_instance.${node.replace('-', '_')}`)
      ?.files.find((one) => one.path === path)?.content ?? '';
  const addresses = ['pages_1', 'pages_2', 'pages_3'].map((name) => resources?.aws_instance?.[name]?.private_ip);
  for (const web of ['web-1', 'web-2']) {
    const { pages } = JSON.parse(file(web, NODE_FILES.site)) as SiteFile;
    expect(pages?.purge).toEqual(addresses.map((address) => `http://${address}:6081`));
  }
  expect(resources?.aws_vpc_security_group_ingress_rule).toMatchObject({
    pages_firewall_from_web_6081: { from_port: 6081, to_port: 6081 },
  });
  expect(resources?.aws_vpc_security_group_egress_rule).toMatchObject({
    web_firewall_to_pages_6081: { from_port: 6081, to_port: 6081 },
  });
  expect(file('balancer-1', NODE_FILES.haproxy)).toContain("path_reg '^(/health|/kasse)(/|$)'");
  expect(file('pages-1', NODE_FILES.varnish)).toContain('(sid|cart_[^=; ]*)=');
});

test('without page caches a web node is told of none', () => {
  const text = TOPOLOGY.replace('to: pages', 'to: web').replace(/ {2}pages:.*\n/, '');
  const [stack] = synthTexts({ shop: text });
  expect(JSON.stringify(stack?.machines)).not.toContain('purge');
  expect(KINDS.varnish.defaults.uncachedPaths).toContain('/cart');
});
