import { NODE_FILES } from '../../../model/node-files';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { dropIn, restartAlways } from '../systemd';
import { VARNISH_PORT, type VarnishProps } from './props';
import { vcl } from './vcl';

const VCL = NODE_FILES.varnish;

/** Varnish, the page cache between balancer and web tier. */
export function varnishPart(props: VarnishProps): MachinePart {
  const flags = dropIn('varnish.service', 'nospof', {
    Service: {
      ExecStart: [
        '',
        `/usr/sbin/varnishd -j unix,user=vcache -F -a :${VARNISH_PORT} -T localhost:6082 -S /etc/varnish/secret ` +
          `-f ${VCL} -s malloc,${props.memoryMiB}M -t ${props.ttlSeconds ?? 120}`,
      ],
    },
  });
  return {
    packages: ['varnish'],
    files: [{ path: VCL, content: vcl(props) }, flags, restartAlways('varnish.service')],
    steps: [
      {
        order: SETUP_ORDER.service,
        name: 'varnish',
        script: `if ! check=$(varnishd -C -f ${VCL} 2>&1); then
  echo "$check" >&2
  exit 1
fi
# In this order: a reload just after the start finds no cache to talk to yet.
serve varnish reload ${VCL}
serve varnish restart ${flags.path}
`,
      },
    ],
  };
}
