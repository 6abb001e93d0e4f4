import { at, type Mutant, type Original, remove, resources } from './mutant';

/** Security group rules, routes, gateways, addresses, policies. */
export function network(original: Original): Mutant[] {
  return [...securityRules(original), ...ways(original), ...gateways(original), ...statements(original)];
}

/** Every machine may speak HTTP and HTTPS to anywhere: a narrower rule for them changes nothing. */
const OPEN_ANYWAY = new Set([80, 443]);

/** A page that a cache is not told to forget is shown until it is old: nothing that a loss takes away. */
const PURGES = /\.(pagecache_firewall_from_web|web_firewall_to_pagecache)_6081$/;

function securityRules({ stack }: Original): Mutant[] {
  const needless = (direction: string, body: Original['stack']) =>
    direction === 'egress' && body.cidr_ipv4 === undefined && OPEN_ANYWAY.has(body.from_port);
  return ['ingress', 'egress'].flatMap((direction) =>
    resources(stack, `aws_vpc_security_group_${direction}_rule`)
      .filter(([address, body]) => !needless(direction, body) && !PURGES.test(address))
      .flatMap(([address, body]): Mutant[] => [
        { name: `${address} removed`, change: (copy) => remove(copy, address) },
        {
          name: `${address} for another group`,
          change: (copy) => {
            const rule = at(copy, address);
            delete rule.cidr_ipv4;
            rule.referenced_security_group_id = '${aws_security_group.elsewhere.id}';
          },
        },
        ...(body.from_port === undefined
          ? []
          : [
              {
                name: `${address} for another port`,
                change: (copy: Original['stack']) => Object.assign(at(copy, address), { from_port: 9, to_port: 9 }),
              },
            ]),
      ]),
  );
}

/** Routes and what they lead to, gone one at a time. */
function ways({ stack }: Original): Mutant[] {
  const types = [
    'aws_route',
    'aws_route_table',
    'aws_route_table_association',
    'aws_internet_gateway',
    'aws_nat_gateway',
    'aws_eip',
    'aws_subnet',
  ];
  return types.flatMap((type) =>
    resources(stack, type).map(
      ([address]): Mutant => ({ name: `${address} removed`, change: (copy) => remove(copy, address) }),
    ),
  );
}

function gateways({ stack }: Original): Mutant[] {
  const gateways = resources(stack, 'aws_nat_gateway');
  const all = gateways.map(([address, body]) => ({
    address,
    body,
    zone: at(stack, body.subnet_id.slice(2, -4)).availability_zone as string,
  }));
  return [
    ...all.flatMap(({ address, zone }) =>
      [address, zone].map((element): Mutant => {
        return {
          name: `all private routes through ${address}, seen at ${element}`,
          change: (copy) => {
            for (const [, route] of resources(copy, 'aws_route'))
              if (route.nat_gateway_id) route.nat_gateway_id = `\${${address}.id}`;
          },
          element,
        };
      }),
    ),
    ...all.flatMap(({ address }) =>
      all
        .filter((other) => other.address !== address)
        .map(
          (other): Mutant => ({
            name: `${address} stands beside ${other.address}`,
            change: (copy) => {
              at(copy, address).subnet_id = other.body.subnet_id;
            },
          }),
        ),
    ),
  ];
}

/** Rights that no redundancy hangs on: people's sessions, storing media, telling CloudWatch (which misses it by itself). */
const OTHER_RIGHTS = new Set(['OwnHealth', 'SessionManager', 'StoreMedia']);

function statements({ stack }: Original): Mutant[] {
  return resources(stack, 'aws_iam_role_policy').flatMap(([address, body]) =>
    JSON.parse(body.policy)
      .Statement.filter(({ Sid }: { Sid: string }) => !OTHER_RIGHTS.has(Sid))
      .flatMap(({ Sid }: { Sid: string }): Mutant[] => {
        const changed = (
          name: string,
          change: (statement: Record<string, unknown>, all: Record<string, unknown>[]) => unknown,
        ): Mutant => ({
          name: `${address}: ${Sid} ${name}`,
          change: (copy) => {
            const policy = JSON.parse(at(copy, address).policy);
            change(
              policy.Statement.find((one: { Sid: string }) => one.Sid === Sid),
              policy.Statement,
            );
            at(copy, address).policy = JSON.stringify(policy);
          },
        });
        return [
          changed('removed', (statement, all) => all.splice(all.indexOf(statement), 1)),
          changed('denied', (statement) => Object.assign(statement, { Effect: 'Deny' })),
          changed('on something else', (statement) => Object.assign(statement, { Resource: 'arn:aws:s3:::elsewhere' })),
        ];
      }),
  );
}
