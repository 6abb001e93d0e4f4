import { NODE_FILES } from '../../../model/node-files';
import { pageAnswers } from '../health';
import { HEADER_BYTES } from '../hops';
import { type ConfigFile, type MachinePart, SETUP_ORDER } from '../machine';
import { script } from '../script';
import { words } from '../shell';
import { dropIn, restartAlways, unit } from '../systemd';
import { VARNISH_PORT, type VarnishProps } from './props';
import { vcl } from './vcl';

const VCL = NODE_FILES.varnish;

/** Options that depend on the version, written by setup. */
const OPTIONS = '/etc/default/nospof-varnish';

/** Varnish, the page cache between balancer and web tier. */
export function varnishPart(props: VarnishProps): MachinePart {
  const flags = dropIn('varnish.service', 'nospof', {
    Service: {
      EnvironmentFile: `-${OPTIONS}`,
      ExecStart: [
        '',
        `/usr/sbin/varnishd -j unix,user=vcache -F -a :${VARNISH_PORT} -T localhost:6082 -S /etc/varnish/secret ` +
          `-f ${VCL} ${storageAndLimits(props.memoryMiB)} -t ${props.ttlSeconds ?? 120} $NOSPOF_OPTIONS`,
      ],
    },
  });
  return {
    packages: ['varnish'],
    files: [
      { path: VCL, content: vcl(props) },
      flags,
      restartAlways('varnish.service'),
      ...lostBackends(props.backends),
      pageAnswers(VARNISH_PORT, props.healthPath ?? '/health'),
    ],
    steps: [
      {
        order: SETUP_ORDER.service,
        name: 'varnish',
        script: script('varnish/step.sh', { VCL, OPTIONS, FLAGS: flags.path }),
      },
    ],
  };
}

const LOST_BACKENDS = '/usr/local/sbin/nospof-lost-backends';
const LOST_BACKENDS_UNIT = 'nospof-lost-backends.service';

/**
 * varnishd waits for an answer as long as the slowest page may take. Where the machine behind a connection has died without a
 * word, this ends the wait within 4 s, so that the request is still tried again elsewhere (`TRY_AGAIN_WITHIN_S`). A machine
 * that is only slow, or whose server does not run, answers a connection, and its requests are left alone.
 */
function lostBackends(backends: VarnishProps['backends']): readonly ConfigFile[] {
  const nodes = words(backends.map(({ host, port }) => `${host}:${port}`));
  return [
    { path: LOST_BACKENDS, content: script('varnish/lost-backends.sh', { NODES: nodes }), mode: '0755' },
    unit(LOST_BACKENDS_UNIT, {
      Unit: { StartLimitIntervalSec: 0 },
      Service: { ExecStart: LOST_BACKENDS, Restart: 'always', RestartSec: 1 },
      Install: { WantedBy: 'multi-user.target' },
    }),
  ];
}

/** What passes through uncached has a quarter of the memory; Varnish's own default is all that there is. */
function transientMiB(memoryMiB: number): number {
  return Math.max(16, Math.floor(memoryMiB / 4));
}

/** Options of varnishd for memory and sizes. */
export function storageAndLimits(memoryMiB: number): string {
  const transient = transientMiB(memoryMiB);
  return [
    `-s malloc,${memoryMiB - transient}M -s Transient=malloc,${transient}M`,
    `-p http_req_hdr_len=${HEADER_BYTES} -p http_resp_hdr_len=${HEADER_BYTES}`,
  ].join(' ');
}
