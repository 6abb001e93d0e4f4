import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { allowed, roleStatements } from '../../terraform/policies';
import { ResourceIndex } from '../../terraform/resource-index';
import type { Fields } from '../../terraform/values';
import { EVERY_TOPOLOGY, PROJECT, synthesized } from '../helpers/synthesized';

/**
 * What somebody who is root on a node asks AWS for, with the rights of that node's role as they are synthesized, by IAM's own
 * rules: from each kind of node to each of the others, to another site, and to what only those who deploy may do.
 */

/** Tiers whose names begin alike, and a shop with all that an application may ask for. */
const ALIKE = `name: shop
region: eu-central-1
domain: shop.example.com
tiers:
  balancer: { kind: haproxy, nodes: 2, to: web, routes: [{ path: /api/, to: web-api }], tls: acme }
  web: { kind: web, nodes: 2, needs: [db, files] }
  web-api: { kind: web, nodes: 2, needs: [db-old] }
  db: { kind: mysql, nodes: 3, failover: automatic }
  db-old: { kind: mysql }
  files: { kind: nfs }
`;

const SITES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    EVERY_TOPOLOGY.map((file) => [basename(file, '.yaml'), readFileSync(join(PROJECT, file), 'utf8')]),
  ),
  alike: ALIKE,
};

const ARN = (service: string, rest: string) => `arn:aws:${service}:eu-central-1:123456789012:${rest}`;
const BUCKET = '${aws_s3_bucket.bucket.arn}';

/** The context of a request about a machine of a tier, or of another site of the same name. */
const machine = (site: string, tier: string, bucket = '${aws_s3_bucket.bucket.id}') => ({
  'ec2:ResourceTag/nospof:bucket': bucket,
  'ec2:ResourceTag/nospof:site': site,
  'ec2:ResourceTag/nospof:tier': tier,
});
const MACHINE_ACTIONS = [
  ...['ec2:StopInstances', 'ec2:StartInstances', 'ec2:RebootInstances', 'ec2:TerminateInstances'],
  ...['ec2:ModifyInstanceAttribute', 'ec2:CreateTags', 'ssm:StartSession', 'ssm:SendCommand'],
];

/** What no node may, whatever its tier. */
const never = (site: string): readonly (readonly [action: string, resource: string])[] => [
  ...['s3:PutObject', 's3:DeleteObject', 's3:PutObjectAcl'].flatMap((action) =>
    ['nodes/web-1.yaml', 'application/x.tar'].map((key) => [action, `${BUCKET}/${key}`] as const),
  ),
  ...['s3:PutBucketPolicy', 's3:PutLifecycleConfiguration', 's3:ListBucket'].map((one) => [one, BUCKET] as const),
  ...['s3:PutObject', 's3:GetObject', 's3:DeleteObject'].map(
    (action) => [action, '${aws_s3_bucket.logs.arn}/AWSLogs/x'] as const,
  ),
  ['s3:DeleteObject', '${aws_s3_bucket.media_store.arn}/media/x'],
  ['s3:GetObject', 'arn:aws:s3:::somebody-elses/nodes/web-1.yaml'],
  ['s3:PutObject', '${aws_s3_bucket.media_store.arn}/index.html'],
  ['route53:ChangeResourceRecordSets', 'arn:aws:route53:::hostedzone/Z1'],
  ['iam:PassRole', ARN('iam', 'role/admin')],
  ['sts:AssumeRole', ARN('iam', 'role/admin')],
  ['ec2:RunInstances', ARN('ec2', 'instance/*')],
  ['ec2:ReleaseAddress', '${aws_eip.address.arn}'],
  ['ec2:DisassociateAddress', '${aws_eip.address.arn}'],
  ['ec2:DeleteSnapshot', ARN('ec2', 'snapshot/snap-1')],
  ['ec2:DetachVolume', ARN('ec2', 'volume/vol-1')],
  ['ec2:DeleteVolume', ARN('ec2', 'volume/vol-1')],
  ['ses:SendEmail', ARN('ses', 'identity/example.com')],
  ['cloudwatch:DeleteAlarms', ARN('cloudwatch', `alarm:${site}-web-1-system`)],
  ['ssm:DeleteParameter', ARN('ssm', `parameter/nospof/${site}/web/secret`)],
  ['ssm:PutParameter', ARN('ssm', `parameter/nospof/${site}/site`)],
  ['ssm:GetParametersByPath', ARN('ssm', `parameter/nospof/${site}`)],
];

/** Machines of a site by tier, and what their roles say. */
function rolesOf(text: string): ReadonlyMap<string, readonly Fields[]> {
  const { stack } = synthesized(text);
  const index = new ResourceIndex(stack);
  const machines = index.ofType('aws_instance').map((one): readonly [string, readonly Fields[]] => {
    const tags = one.body.tags as Readonly<Record<string, string>>;
    return [String(tags['nospof:tier']), roleStatements(one, index)];
  });
  return new Map(machines);
}

interface Source {
  readonly name: string;
  readonly tiers: Readonly<Record<string, { readonly kind: string; readonly needs?: readonly string[] }>>;
}

/** Secrets that are named in any role of the site, by their path below the site's. */
function secretsOf(roles: ReadonlyMap<string, readonly Fields[]>, site: string): readonly string[] {
  const named = JSON.stringify([...roles.values()]).matchAll(new RegExp(`parameter/nospof/${site}/([a-z0-9/-]+)`, 'g'));
  return [...new Set([...named].map(([, path]) => path ?? ''))].sort();
}

describe.each(Object.entries(SITES))('an intruder on a node of %s', (_, text) => {
  const roles = rolesOf(text);
  const topology: Source = parse(text);
  const tiers = [...roles.keys()].sort();
  const may = (tier: string, action: string, resource: string, context: Record<string, string | undefined> = {}) =>
    allowed(roles.get(tier) ?? [], { action, resource, context });

  test('has rights at all, and none of those that nobody on a node has', () => {
    for (const tier of tiers) {
      expect(may(tier, 's3:GetObject', `${BUCKET}/nodes/${tier}-1.yaml`)).toBe(true);
      const more = tiers.flatMap((one) => ['web', one].map((by) => machine(topology.name, by)));
      const got = never(topology.name).filter(([action, resource]) =>
        more.some((context) => may(tier, action, resource, context)),
      );
      expect({ tier, got }).toEqual({ tier, got: [] });
    }
  });

  test("reads no other tier's configuration", () => {
    const read = tiers.flatMap((tier) =>
      tiers
        .filter((other) => other !== tier)
        .filter((other) => [1, 10, 100].some((n) => may(tier, 's3:GetObject', `${BUCKET}/nodes/${other}-${n}.yaml`)))
        .map((other) => `${tier} reads ${other}`),
    );
    expect(read).toEqual([]);
  });

  test("reads its own tier's secrets and the account at a database that it needs, and no other site's", () => {
    const secrets = secretsOf(roles, topology.name);
    expect(secrets.length).toBeGreaterThan(0);
    const { tiers: specs } = topology;
    const databases = Object.keys(specs).filter((name) => /^(mysql|postgresql)$/.test(specs[name]?.kind ?? ''));
    const isMeant = (tier: string, path: string) => {
      const [owner = '', name = ''] = path.split('/');
      if (owner === tier || (!/(^|-)(replication|corosync|nodes)$/.test(name) && specs[tier]?.needs?.includes(owner)))
        return true;
      if (path === 'tls') return specs[tier]?.kind === 'haproxy';
      // All databases of a site share theirs (docs/security.md): their callers read the account, they alone the others.
      if (owner !== 'db' || databases.includes(tier)) return owner === 'db';
      const calls = specs[tier]?.kind === 'single-server' || databases.some((one) => specs[tier]?.needs?.includes(one));
      return calls && name === 'site';
    };
    const read = tiers.flatMap((tier) =>
      secrets
        .filter((path) => may(tier, 'ssm:GetParameter', ARN('ssm', `parameter/nospof/${topology.name}/${path}`)))
        .filter((path) => !isMeant(tier, path))
        .map((path) => `${tier} reads ${path}`),
    );
    expect(read).toEqual([]);
    const others = secrets.flatMap((path) => [
      `other/${path}`,
      `${topology.name}-2/${path}`,
      `${topology.name}/x/${path}`,
    ]);
    for (const tier of tiers)
      expect(others.filter((path) => may(tier, 'ssm:GetParameter', ARN('ssm', `parameter/nospof/${path}`)))).toEqual(
        [],
      );
  });

  test('exchanges no secret but a certificate', () => {
    const overwritten = tiers.flatMap((tier) =>
      secretsOf(roles, topology.name).filter((path) =>
        may(tier, 'ssm:PutParameter', ARN('ssm', `parameter/nospof/${topology.name}/${path}`), {
          'ssm:Overwrite': 'true',
        }),
      ),
    );
    expect([...new Set(overwritten)].filter((path) => path !== 'tls')).toEqual([]);
  });

  test('stops, changes or enters no machine, unless it fences its own tier', () => {
    const done = tiers.flatMap((tier) =>
      tiers.flatMap((other) =>
        MACHINE_ACTIONS.filter((action) =>
          may(tier, action, ARN('ec2', 'instance/i-1'), machine(topology.name, other)),
        ).map((action) => `${tier}: ${action} of ${other}`),
      ),
    );
    const own = ['Stop', 'Start', 'Reboot'].map((one) => `ec2:${one}Instances`);
    expect(done.filter((one) => !own.some((action) => one.startsWith('db:') && one === `db: ${action} of db`))).toEqual(
      [],
    );
    // The same tier of another site, as a copy of the topology makes it.
    for (const tier of tiers)
      for (const action of MACHINE_ACTIONS)
        expect(may(tier, action, ARN('ec2', 'instance/i-1'), machine(topology.name, tier, 'shop-site-other'))).toBe(
          false,
        );
  });

  test("hangs the site's address on a balancer's interface alone", () => {
    const interfaces = { mine: '${aws_eip.address.allocation_id}', anothers: 'eipalloc-1', none: undefined };
    const hung = tiers.flatMap((tier) =>
      Object.entries(interfaces)
        .filter(([, id]) =>
          may(tier, 'ec2:AssociateAddress', ARN('ec2', 'network-interface/eni-1'), {
            'ec2:Vpc': '${aws_vpc.network.arn}',
            'ec2:ResourceTag/nospof:address-id': id,
          }),
        )
        .map(([of]) => `${tier}: ${of}`),
    );
    expect(hung.filter((one) => one !== 'balancer: mine')).toEqual([]);
    for (const tier of tiers)
      expect(may(tier, 'ec2:AssociateAddress', ARN('ec2', 'elastic-ip/eipalloc-1'))).toBe(false);
    const machines = tiers.flatMap((tier) =>
      tiers
        .filter((other) => may(tier, 'ec2:AssociateAddress', ARN('ec2', 'instance/i-1'), machine(topology.name, other)))
        .map((other) => `${tier}: ${other}`),
    );
    expect(machines.filter((one) => one !== 'balancer: balancer')).toEqual([]);
  });
});
