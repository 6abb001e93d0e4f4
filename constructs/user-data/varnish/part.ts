import { NODE_FILES } from '../../../model/node-files';
import { pageAnswers } from '../health';
import { HEADER_BYTES } from '../hops';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { script } from '../script';
import { dropIn, restartAlways } from '../systemd';
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
