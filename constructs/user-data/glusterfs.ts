import { NODE_FILES } from '../../model/node-files';
import { DATA_MOUNT, needsDataVolume } from './data-volume';
import { convergeScript, type GlusterServerProps } from './glusterfs-converge';
import { healthCheck } from './health';
import { type MachinePart, SETUP_ORDER } from './machine';
import { renewal } from './renew';
import { script } from './script';
import { dropIn, restartAlways, unit } from './systemd';

/** Port of glusterd, which clients ask for the volume's layout and peers speak to each other on. */
export const GLUSTERD_PORT = 24007;

/** Ports of the bricks: GlusterFS 10 picks one at random, within the limits of Debian's glusterd.vol. */
export const GLUSTER_BRICK_PORTS = { from: 49152, to: 60999 } as const;

/** After which a machine that shuts down no longer waits, seconds; EC2 switches it off after some minutes. */
const STOP_S = 10;

const CONVERGE = NODE_FILES.gluster;
const STATE = '/var/lib/glusterd';
const FILLING = NODE_FILES.glusterFilling;

/**
 * A node of a replicated GlusterFS volume. The brick and glusterd's state are both on the data volume, so a replaced
 * machine with the old data volume is the same peer as before. All else (pool, volume, options, further bricks, dead
 * bricks, a node that lost its data) is brought about by a script that looks every 15 s, in whatever order nodes come up.
 */
export function glusterServerPart(props: GlusterServerProps): MachinePart {
  const hosts = props.peers.map((peer) => peer.host);
  if (hosts.length === 0 || hosts.length % 3 !== 0) {
    throw new RangeError(`${props.volume}: ${hosts.length} nodes; a volume needs 3, 6, 9 …, three for each part`);
  }
  if (!hosts.includes(props.self.host))
    throw new RangeError(`${props.volume}: ${props.self.name} is not among the peers`);
  const files = [
    { path: CONVERGE, content: convergeScript(props), mode: '0755' },
    restartAlways('glusterd.service'),
    healthCheck(
      'brick',
      `for pid in /run/gluster/vols/${props.volume}/*.pid /run/gluster/shd/${props.volume}/*.pid; do
  grep -qs ^gluster "/proc/$(cat "$pid")/comm" || exit 1
done
[ ! -e ${FILLING} ]`,
    ),
    needsDataVolume('glusterd.service'),
    // All bricks run, and nothing waits to be healed; then the bricks and what heals them go down with glusterd, which starts them.
    renewal('glusterd.service', {
      may: `[ ! -e ${FILLING} ] && [ "$(gluster volume status ${props.volume} detail | grep -c '^Online.*: Y')" = ${hosts.length} ] && ! gluster volume heal ${props.volume} info | grep -qvE '^(Brick .*|Status: Connected|Number of entries: 0|)$'`,
      how: 'systemctl kill glusterd; systemctl restart glusterd',
    }),
    // Debian's unit would take the bricks and their clients down together with a crashed glusterd.
    // When all nodes stop at once it may wait for the others; it keeps nothing in memory that a crash would lose.
    dropIn('glusterd.service', 'nospof', { Service: { KillMode: 'process', TimeoutStopSec: STOP_S } }),
    unit('nospof-gluster.service', {
      Unit: {
        Wants: 'glusterd.service',
        After: 'glusterd.service network-online.target',
        RequiresMountsFor: DATA_MOUNT,
      },
      Service: {
        ExecStart: `/bin/sh -c 'while :; do ${CONVERGE}; sleep 15; done'`,
        // At shutdown bricks say goodbye while there is a network, so that clients need not wait for ping-timeout. When all
        // nodes stop at once some wait for each other, for longer than a machine is given; a crash would lose no more.
        ExecStop: `-/bin/sh -c '[ "$$(systemctl is-system-running)" != stopping ] || { pkill glusterfsd; sleep 2; pkill -9 "^glusterfsd?$$"; }'`,
        TimeoutStopSec: STOP_S,
        Restart: 'always',
        RestartSec: 15,
      },
      Install: { WantedBy: 'multi-user.target' },
    }),
  ] as const;
  return {
    packages: ['attr', 'glusterfs-server'],
    files,
    steps: [{ order: SETUP_ORDER.sharedFiles, name: 'glusterfs', script: STEP }],
  };
}

/**
 * The first lines: nothing here replicates to another region, but glusterd asks the Python program that would a dozen times when it starts,
 * and the command line tool at every call: on a small machine that takes five times the processor of all else that they
 * do. Without the file they take it as not installed; that it may not be executed would end glusterd.
 *
 * An identity from outside the data volume would make two nodes one. glusterd must not start without one before the
 * others were asked: it would turn them away as strangers, and they remember that.
 */
const STEP = script('glusterfs-step.sh', { DATA: DATA_MOUNT, STATE, CONVERGE });
