import { NODE_FILES } from '../../../model/node-files';
import { ANSWER_WITHIN_S } from '../hops';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { restartAlways } from '../systemd';
import { nginxMain } from './nginx-main';
import { sourceLimits } from './source-limits';

export interface ApacheFrontProps {
  /** TCP port that visitors reach. */
  readonly port: number;
  /** TCP port of Apache on the loopback address. */
  readonly to: number;
  /** Largest body of a request, MiB. */
  readonly maxUploadMiB: number;
}

/** Header by which nginx tells Apache who asks. What a visitor says under this name is overwritten. */
export const SOURCE_HEADER = 'X-Nospof-Source';

/**
 * nginx before an Apache that visitors would reach themselves. A thread of Apache, and one of the application, waits for
 * every body that comes slowly and every reader that is slow; nginx waits for thousands at the price of a few megabytes,
 * and knows how many are whose. Behind balancers of ours, those do it.
 */
export function apacheFront(props: ApacheFrontProps): MachinePart {
  return {
    packages: ['nginx'],
    files: [{ path: NODE_FILES.nginx, content: config(props) }, restartAlways('nginx.service')],
    steps: [
      {
        // After Apache, which has left the port by then.
        order: SETUP_ORDER.service,
        name: 'nginx-front',
        script: `nginx -t\nserve nginx reload ${NODE_FILES.nginx}\n`,
      },
    ],
  };
}

/** Shell before Apache takes the port where balancers have come before it. */
export const NO_FRONT = 'if systemctl -q is-enabled nginx 2>/dev/null; then systemctl -q disable --now nginx; fi\n';

/** An answer that no reader takes yet is on the disk up to a size, and the application waits with the rest. */
const ANSWER_ON_DISK_MIB = 32;

function config({ port, to, maxUploadMiB }: ApacheFrontProps): string {
  return `${nginxMain(16_384)}http {
  # Apache logs.
  access_log off;
  server_tokens off;
  client_max_body_size ${maxUploadMiB}m;
  large_client_header_buffers 4 16k;
${sourceLimits()}
  server {
    listen ${port} default_server;
    location / {
      proxy_pass http://127.0.0.1:${to};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header ${SOURCE_HEADER} $remote_addr;
      proxy_connect_timeout 5s;
      proxy_send_timeout ${ANSWER_WITHIN_S.front}s;
      proxy_read_timeout ${ANSWER_WITHIN_S.front}s;
      proxy_buffer_size 32k;
      proxy_buffers 16 16k;
      proxy_busy_buffers_size 64k;
      proxy_max_temp_file_size ${ANSWER_ON_DISK_MIB}m;
    }
  }
}
`;
}
