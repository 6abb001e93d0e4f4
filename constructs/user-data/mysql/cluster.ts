import { NODE_FILES } from '../../../model/node-files';
import { needsDataVolume } from '../data-volume';
import type { ConfigFile, Endpoint } from '../machine';
import { words } from '../shell';
import { dropIn, unit } from '../systemd';
import { propertiesXml, resourcesXml } from './cluster-xml';

/** Pacemaker's configuration as a node keeps it, the CIB. */
const CIB = '/var/lib/pacemaker/cib/cib.xml';

/** Where corosync reads its configuration. */
export const COROSYNC_CONF = NODE_FILES.corosync;

/** What Pacemaker goes by and what it runs; loaded into the cluster by setup. */
const PROPERTIES = NODE_FILES.clusterProperties;
const RESOURCES = NODE_FILES.clusterResources;

/** Looks after machines that were fenced and do not run again. */
export const FENCED_TIMER = 'nospof-fenced.timer';

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

/**
 * Fencing asks EC2 to stop the machine by force and to start it again, and doesn't wait for that: an impaired machine or zone may
 * take EC2 many minutes, and no failover may hang on it. What makes it safe to go on is the vote (`resource-agent.ts`): a
 * machine that is cut off finds nobody to acknowledge its commits. A stop or start that EC2 refuses (no capacity in the zone, an
 * instance that takes long to stop) is asked for again and again, and a fenced machine is known to the whole cluster, so that it
 * does not stay stopped when whoever fenced it dies. So fencing serves to end stale reads there and to
 * bring a hung machine back.
 */
const fenceScript = (nodes: readonly Endpoint[]) => `#!/bin/bash
# Pacemaker's fencing: restart the EC2 instance that has the private address in "port".
# fence_nospof look-after: start machines of the cluster that were fenced and do not run.
. /usr/local/lib/nospof/lib.sh
again() { # COMMAND...: until it succeeds, for an hour; afterwards the timer on each node of the cluster goes on
  local end=$((SECONDS + 3600))
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 15
  done
}
fenced() { # what the cluster knows of the machine: when it was fenced, until it runs again
  timeout 10 crm_attribute -t crm_config -s nospof -n "nospof-fenced-$address" "$@" 2>/dev/null || true
}
find_instance() { # sets id and state
  local vpc found
  # Addresses are unique in a VPC alone: another site, or a copy of this one, may use the same ones in its own.
  vpc=$(imds "meta-data/network/interfaces/macs/$(imds meta-data/mac)/vpc-id")
  found=$(again aws ec2 describe-instances --query 'Reservations[].Instances[].[InstanceId,State.Name]' --output text --filters \\
    "Name=vpc-id,Values=\${vpc:?}" "Name=tag:nospof:site,Values=$NOSPOF_SITE" "Name=private-ip-address,Values=$address")
  read -r id state <<<"$found"
  [[ $found =~ ^i-[0-9a-f]+[[:space:]]+[a-z-]+$ ]] ||
    { echo "$address: not one instance of $NOSPOF_SITE in $vpc: \${found:-none}" >&2; return 1; }
}
restart() {
  local id state
  find_instance
  fenced -v "$EPOCHSECONDS"
  again aws ec2 stop-instances --force --instance-ids "$id"
  again aws ec2 wait instance-stopped --instance-ids "$id"
  again aws ec2 start-instances --instance-ids "$id"
  again aws ec2 wait instance-running --instance-ids "$id"
  fenced -D
}
look_after() { # whoever fenced a machine may have died itself, or given up
  local id state since
  since=$(fenced -Gq -d 0)
  if ((\${since:-0} == 0 || EPOCHSECONDS - since < 300)); then return; fi
  find_instance
  case $state in
    running) fenced -D ;;
    stopped)
      echo "$address was fenced and does not run; it is started"
      aws ec2 start-instances --instance-ids "$id" ;;
  esac
}
if [ "\${1-}" = look-after ]; then
  for address in ${words(nodes.map(({ host }) => host))}; do (look_after) || true; done
  exit
fi
while IFS='=' read -r key value; do
  case $key in action) action=$value ;; port | plug) address=$value ;; esac
done
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
    { path: PROPERTIES, content: propertiesXml() },
    { path: RESOURCES, content: resourcesXml(nodes) },
    { path: FENCE, content: fenceScript(nodes), mode: '0755' },
    unit('nospof-fenced.service', { Service: { Type: 'oneshot', ExecStart: `${FENCE} look-after` } }),
    unit(FENCED_TIMER, {
      Timer: { OnBootSec: '2min', OnUnitInactiveSec: '1min', RandomizedDelaySec: 20 },
      Install: { WantedBy: 'timers.target' },
    }),
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
 * Shell that brings the cluster up. The key is made of the secret by SHA-512, since corosync wants 128 bytes. Pacemaker has its
 * configuration before it starts for the first time: how long to wait for a leader and whom not to fence it must know by
 * then. Whatever the others have is newer than that and prevails. Later, any node may load what has changed, once a majority
 * is there: it is the same on all.
 */
export const CLUSTER_STEP = `key=$(secret_create db/corosync | sha512sum | cut -c 1-128)
if [ "$(cat /etc/corosync/authkey 2>/dev/null)" != "$key" ]; then
  install -m 0400 /dev/null /etc/corosync/authkey
  printf %s "$key" > /etc/corosync/authkey
fi
corosync -t >/dev/null
serve corosync reload ${COROSYNC_CONF}
configure() {
  cibadmin --modify --allow-create --scope crm_config --xml-file ${PROPERTIES}
  cibadmin --replace --scope resources --xml-file ${RESOURCES}
}
if [ ! -e ${CIB} ]; then
  cibadmin --empty > ${CIB}.new
  CIB_file=${CIB}.new configure
  install -m 0600 -o hacluster -g haclient ${CIB}.new ${CIB}
  rm ${CIB}.new
fi
serve pacemaker restart /etc/corosync/authkey
quorate() { [ "$(crm_node -q 2>/dev/null)" = 1 ]; }
wait_for 900 quorate
configure
`;
