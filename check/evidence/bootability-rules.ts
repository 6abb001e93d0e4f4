import { NODE_FILES } from '../../model/node-files';
import { callsOf } from '../../terraform/machine/shell-commands';
import { allowed } from '../../terraform/policies';
import { addresses } from './addresses';
import { bucket as fetched } from './bucket';
import { cloudInit } from './contents/cloud-config';
import { scripts } from './contents/scripts';
import { shortName } from './gap';
import { network } from './network';
import type { NodeRule } from './node-gap';
import { setup } from './setup';
import { configuredName } from './site';

/** What brings a machine from its files to running services. */
const SETUP_FILES = [NODE_FILES.setup, NODE_FILES.setupLibrary, NODE_FILES.settings];

const configuration: NodeRule = ({ address, machine }, site) => {
  const { files, problem } = machine;
  if (problem !== undefined) {
    return [{ code: 'unreadable-configuration', lookedFor: 'its configuration', where: `${address}: ${problem}` }];
  }
  const where = `user data of ${address}`;
  const missing = SETUP_FILES.filter((path) => !files.has(path));
  const { settings } = machine;
  const name = `${site.claims.site}-${configuredName(address, site)}`;
  const own = `${settings.get('NOSPOF_SITE')}-${settings.get('NOSPOF_NODE')}` === name;
  return [
    ...missing.map((path) => ({ code: 'wrong-configuration' as const, lookedFor: path, where })),
    ...(own ? [] : [{ code: 'wrong-configuration' as const, lookedFor: `the configuration of ${name}`, where }]),
  ];
};

/** Debian's packages come by HTTP, all of AWS by HTTPS. */
const BOOT_PORTS = [80, 443];

/** docs/decisions/0016-egress-is-recovery.md: without egress, a machine cannot be built. */
const egress: NodeRule = (node, site) => {
  const { route } = node;
  if (route.kind === 'none') return [{ code: 'no-egress', lookedFor: 'a route to the internet', where: route.why }];
  const self = { groups: node.groups, address: node.privateIp };
  const internet = { groups: [], address: '0.0.0.0/0' };
  const where = `egress rules of ${node.groups.join(', ')}`;
  return BOOT_PORTS.filter((port) => !site.security.allow('egress', self, internet, { protocol: 'tcp', port })).map(
    (port) => ({ code: 'no-egress', lookedFor: `port ${port} to the internet, open`, where }),
  );
};

/** The role may read what the setup steps wait for (secrets, the application), and changes of the configuration. */
const rights: NodeRule = (node, site) => {
  const { stack, claims } = site;
  const bucket = stack.addressOf(node.tags['nospof:bucket']);
  const secrets = `arn:aws:ssm:${stack.region}:000000000000:parameter/nospof/${claims.site}/`;
  const parameters = `arn:aws:ssm:${stack.region}:000000000000:parameter`;
  const agreed = node.machine.files.has(NODE_FILES.once)
    ? `\${${bucket}.arn}/once/${node.tags['nospof:tier']}/x`
    : undefined;
  const once = agreed === undefined ? [] : ['s3:GetObject', 's3:PutObject'];
  const steps = node.machine.setupCommands;
  const awaited = ['secret', 'secret_create', 'secret_file'].flatMap((call) => callsOf(steps, call));
  const wanted = [
    ...callsOf(steps, 'parameter_file').map(([name = '']) => ({
      action: 'ssm:GetParameter',
      resource: `${parameters}${name}`,
      shown: `the parameter ${name}`,
    })),
    ...awaited.map(([name = '']) => ({
      action: 'ssm:GetParameter',
      resource: `${secrets}${name}`,
      shown: `secret ${name}`,
    })),
    ...callsOf(steps, 'secret_create').map(([name = '']) => ({
      action: 'ssm:PutParameter',
      resource: `${secrets}${name}`,
      shown: `secret ${name}`,
    })),
    ...callsOf(steps, 'site_object')
      .filter(([key]) => key?.startsWith('application/'))
      .map(() => ({
        action: 's3:GetObject',
        resource: `\${${bucket}.arn}/application/x`,
        shown: `the application in ${bucket}`,
      })),
    ...callsOf(steps, 'aws')
      .filter(([service, call]) => service === 's3api' && call === 'get-object')
      .map((words) => ({ from: optionOf(words, '--bucket'), key: optionOf(words, '--key') }))
      .map(({ from, key }) => ({
        action: 's3:GetObject',
        resource: `arn:aws:s3:::${from}/${key}`,
        shown: `the application in s3://${from}`,
      })),
  ];
  const own = `\${${bucket}.arn}/nodes/${configuredName(node.address, site)}.yaml`;
  const agreement = once.map((action) => ({
    action,
    resource: agreed ?? '',
    shown: `what its tier agrees on in ${bucket}`,
  }));
  return [
    ...wanted,
    ...agreement,
    { action: 's3:GetObject', resource: own, shown: `its own configuration in ${bucket}` },
  ]
    .filter(
      ({ action, resource }) =>
        !allowed(site.statements(node), { action, resource, context: { 'ssm:Overwrite': undefined } }),
    )
    .map(({ action, shown }) => {
      const where = `policies of ${shortName(node.address)}'s role`;
      return { code: 'no-right', lookedFor: `the right to ${action} on ${shown}`, where };
    });
};

function optionOf(words: readonly string[], name: string): string {
  return words[words.indexOf(name) + 1] ?? '';
}

/** What a machine needs to be built, and to be built again when it is lost. */
export const BOOTABILITY_RULES: readonly NodeRule[] = [
  configuration,
  cloudInit,
  scripts,
  fetched,
  addresses,
  setup,
  network,
  egress,
  rights,
];
