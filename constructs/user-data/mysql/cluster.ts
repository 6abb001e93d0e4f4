import { needsDataVolume } from '../data-volume';
import type { ConfigFile, Endpoint } from '../machine';
import { dropIn } from '../systemd';
import { resourcesXml } from './resources-xml';

/** Pacemaker's configuration as a node keeps it, the CIB. */
const CIB = '/var/lib/pacemaker/cib/cib.xml';

/** Where corosync reads its configuration. */
export const COROSYNC_CONF = '/etc/corosync/corosync.conf';

/** What Pacemaker runs; loaded into the cluster by setup. */
const RESOURCES = '/etc/nospof/resources.xml';

/** Pacemaker's fencing agent `stonith:fence_nospof`. */
const FENCE = '/usr/sbin/fence_nospof';

/**
 * Corosync over knet: unicast UDP, encrypted with the secret `db/corosync`. A node that falls silent is out after about 6 s
 * (token 2 s and 0.65 s for the third node, then 1.2 times that for consensus).
 */
export function corosyncConf(nodes: readonly Endpoint[]): string {
  const list = nodes.map(
    ({ name, host }, index) => `  node {\n    name: ${name}\n    nodeid: ${index + 1}\n    ring0_addr: ${host}\n  }\n`,
  );
  return `totem {
  version: 2
  cluster_name: nospof
  transport: knet
  crypto_cipher: aes256
  crypto_hash: sha256
  token: 2000
}
quorum {
  provider: corosync_votequorum
}
logging {
  to_syslog: yes
}
nodelist {
${list.join('')}}
`;
}

/** How long a node that starts waits for one that leads already; 20 s by default. */
const DC_DEADTIME = '5s';

/**
 * Pacemaker's properties. Nodes that were not seen since a start of all are not fenced (`startup-fencing`): they may be booting
 * for the first time. A side without a majority stops its database.
 */
const PROPERTIES = {
  'stonith-enabled': 'true',
  'startup-fencing': 'false',
  'no-quorum-policy': 'stop',
  'start-failure-is-fatal': 'false',
  'dc-deadtime': DC_DEADTIME,
  'cluster-recheck-interval': '60s',
} as const;

/**
 * Fencing asks EC2 to stop the machine by force and to start it again, and doesn't wait for that: an impaired machine or zone may
 * take EC2 many minutes, and no failover may hang on it. What makes it safe to go on is the vote (`resource-agent.ts`): a
 * machine that is cut off finds nobody to acknowledge its commits. So fencing serves to end stale reads there and to
 * bring a hung machine back.
 */
const FENCE_SCRIPT = `#!/bin/bash
# Pacemaker's fencing: restart the EC2 instance that has the private address in "port".
. /usr/local/lib/nospof/lib.sh
while IFS='=' read -r key value; do
  case $key in action) action=$value ;; port | plug) address=$value ;; esac
done
restart() {
  local id
  id=$(aws ec2 describe-instances --query 'Reservations[0].Instances[0].InstanceId' --output text --filters \\
    "Name=tag:nospof:site,Values=$NOSPOF_SITE" "Name=private-ip-address,Values=$address")
  aws ec2 stop-instances --force --instance-ids "$id"
  aws ec2 wait instance-stopped --instance-ids "$id"
  aws ec2 start-instances --instance-ids "$id"
}
case $action in
  off | reboot) restart </dev/null 2>&1 9>&- | logger -t fence_nospof & ;;
  metadata) cat <<XML ;;
<?xml version="1.0"?>
<resource-agent name="fence_nospof"><parameters>
<parameter name="port" required="1"><content type="string"/></parameter>
<parameter name="action"><content type="string" default="reboot"/></parameter>
</parameters><actions>
<action name="off"/><action name="reboot"/><action name="monitor"/><action name="metadata"/>
</actions></resource-agent>
XML
esac
`;

/** Files of corosync, Pacemaker and fencing. */
export function clusterFiles(nodes: readonly Endpoint[]): readonly ConfigFile[] {
  return [
    { path: COROSYNC_CONF, content: corosyncConf(nodes) },
    { path: RESOURCES, content: resourcesXml(nodes) },
    { path: FENCE, content: FENCE_SCRIPT, mode: '0755' },
    dropIn('corosync.service', 'nospof', {
      Unit: { StartLimitIntervalSec: 0 },
      Service: { ExecReload: '/usr/sbin/corosync-cfgtool -R', Restart: 'always', RestartSec: 1 },
    }),
    needsDataVolume('pacemaker.service'),
    dropIn('pacemaker.service', 'nospof', {
      Unit: { StartLimitIntervalSec: 0 },
      Service: { Restart: 'always' },
    }),
  ];
}

/**
 * Shell that brings the cluster up. The key is made of the secret by SHA-512, since corosync wants 128 bytes. Any node may load
 * the resources, once a majority is there: they are the same on all. How long to wait for a leader Pacemaker must know
 * before it starts for the first time: the properties come when it waits already. Whatever configuration the others
 * have is newer than that and prevails.
 */
export const CLUSTER_STEP = `key=$(secret_create db/corosync | sha512sum | cut -c 1-128)
if [ "$(cat /etc/corosync/authkey 2>/dev/null)" != "$key" ]; then
  install -m 0400 /dev/null /etc/corosync/authkey
  printf %s "$key" > /etc/corosync/authkey
fi
corosync -t >/dev/null
serve corosync reload ${COROSYNC_CONF}
if [ ! -e ${CIB} ]; then
  cibadmin --empty > ${CIB}.new
  CIB_file=${CIB}.new crm_attribute -t crm_config -n dc-deadtime -v ${DC_DEADTIME}
  install -m 0600 -o hacluster -g haclient ${CIB}.new ${CIB}
  rm ${CIB}.new
fi
serve pacemaker restart /etc/corosync/authkey
quorate() { [ "$(crm_node -q 2>/dev/null)" = 1 ]; }
wait_for 900 quorate
${Object.entries(PROPERTIES)
  .map(([name, value]) => `crm_attribute -t crm_config -n ${name} -v ${value}\n`)
  .join('')}cibadmin --replace --scope resources --xml-file ${RESOURCES}
`;
