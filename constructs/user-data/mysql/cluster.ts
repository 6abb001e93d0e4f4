import { NODE_FILES } from '../../../model/node-files';
import { needsDataVolume } from '../data-volume';
import type { ConfigFile, Endpoint } from '../machine';
import { script } from '../script';
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
function corosyncConf(nodes: readonly Endpoint[]): string {
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
const fenceScript = (nodes: readonly Endpoint[]) =>
  script('mysql/fence.sh', { HOSTS: words(nodes.map(({ host }) => host)) });

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
      // The database is among its processes: where memory ends, that one is started again or another leads, and the rest stays.
      Service: { Restart: 'always', OOMPolicy: 'continue' },
    }),
  ];
}

/**
 * Shell that brings the cluster up. The key is made of the secret by SHA-512, since corosync wants 128 bytes. Pacemaker has its
 * configuration before it starts for the first time: how long to wait for a leader and whom not to fence it must know by
 * then. Whatever the others have is newer than that and prevails. Later, any node may load what has changed, once a majority
 * is there: it is the same on all.
 */
export const CLUSTER_STEP = script('mysql/cluster-step.sh', { COROSYNC_CONF, PROPERTIES, RESOURCES, CIB });
