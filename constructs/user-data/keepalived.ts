import { NODE_FILES } from '../../model/node-files';
import { BALANCER_ALIVE_PATH, BALANCER_LOCAL_PORT } from './haproxy';
import { type Endpoint, type MachinePart, SETUP_ORDER } from './machine';
import { script } from './script';
import { restartAlways, unit } from './systemd';

const CONFIG = NODE_FILES.keepalived;
const AGENT = NODE_FILES.addressAgent;
const HEALTH = '/usr/local/sbin/nospof-balancer-alive';

/** Where keepalived tells of every change of state, in order. */
const EVENTS = '/run/nospof-vrrp';

/** The network device of a Debian instance on Nitro; the setup step puts the real one in its place. */
const DEVICE = 'ens5';

export interface KeepalivedProps {
  /** This balancer. */
  readonly self: Endpoint;
  /** The other balancers. */
  readonly peers: readonly Endpoint[];
  /** This node's second private IPv4 address: the one that the site's Elastic IP is associated with while it is here. */
  readonly address: string;
}

/**
 * Keeps the site's Elastic IP with a balancer that can serve. keepalived elects a master among the balancers by unicast
 * VRRP; the master's failover agent moves the Elastic IP to itself. Wants the instance tags `address-id` and `address-ip`.
 */
export function keepalivedPart(props: KeepalivedProps): MachinePart {
  return {
    packages: ['keepalived'],
    files: [
      { path: CONFIG, content: keepalivedConfig(props) },
      restartAlways('keepalived.service'),
      { path: AGENT, content: failoverAgent(props), mode: '0755' },
      { path: HEALTH, content: HEALTH_SCRIPT, mode: '0755' },
      unit('nospof-address.service', {
        // It ends where the metadata service does not answer, and may have to begin more than five times.
        Unit: { Before: 'keepalived.service', StartLimitIntervalSec: 0 },
        Service: {
          // There before keepalived starts, which then leaves it in place when it ends.
          ExecStartPre: `-/usr/bin/mkfifo -m 0600 ${EVENTS}`,
          ExecStart: AGENT,
          Restart: 'always',
          RestartSec: 1,
        },
        Install: { WantedBy: 'multi-user.target' },
      }),
    ],
    steps: [
      {
        order: SETUP_ORDER.takeover,
        name: 'keepalived',
        script: script('keepalived-step.sh', { SELF: props.self.host, CONFIG, AGENT }),
      },
    ],
  };
}

/**
 * The text of `keepalived.conf`. An advert every half second: a dead master is missed after 1.6 s. No authentication:
 * VRRP version 3 (RFC 5798, 9) has none, since a password in clear text protects nothing; the security group lets only
 * the balancers in, and adverts of anyone but the peers are dropped. A VPC has no address that two zones share, but
 * keepalived wants one with version 3: a link-local one on loopback, which nobody asks.
 */
function keepalivedConfig({ self, peers }: KeepalivedProps): string {
  const all = [self, ...peers].map((node) => node.name).sort();
  const id = routerId([self, ...peers].map((node) => node.host));
  return `global_defs {
  router_id ${self.name}
  enable_script_security
  script_user root
  vrrp_version 3
  vrrp_check_unicast_src
  vrrp_notify_fifo ${EVENTS}
}

vrrp_script haproxy {
  script ${HEALTH}
  interval 1
  timeout 2
  fall 2
  rise 2
  init_fail
}

vrrp_instance site {
  state BACKUP
  nopreempt
  interface ${DEVICE}
  virtual_router_id ${id}
  priority ${200 - 10 * all.indexOf(self.name)}
  advert_int 0.5
  unicast_src_ip ${self.host}
  unicast_peer {
${peers.map((peer) => `    ${peer.host}  # ${peer.name}\n`).join('')}  }
  virtual_ipaddress {
    169.254.0.${id}/32 dev lo
  }
  track_script {
    haproxy
  }
}
`;
}

/** Run every second, so it does without a program for HTTP: curl takes five times the processor of this. */
const HEALTH_SCRIPT = script('keepalived-alive.sh', { PORT: BALANCER_LOCAL_PORT, PATH: BALANCER_ALIVE_PATH });

/** A number from 1 to 254 that follows from the balancers' addresses, so that two pairs in one network seldom share one. */
function routerId(hosts: readonly string[]): number {
  const text = [...hosts].sort().join();
  return 1 + ([...text].reduce((hash, char) => (hash * 31 + char.charCodeAt(0)) % 65521, 7) % 254);
}

/**
 * The takeover script. It acts at once on promotion, and looks again every 2 s: an address that went astray while
 * the network was split would otherwise stay with a node that is not the master, and fall with it. It does not take the
 * address again within 20 s, so that in a split where both are masters they do not pull it to and fro every 2 s. The
 * CLI costs a second of CPU, so it is run only if the metadata says that the address is elsewhere.
 */
function failoverAgent({ self, address }: KeepalivedProps): string {
  return script('keepalived-address.sh', { EVENTS, SELF: self.host, ADDRESS: address });
}
