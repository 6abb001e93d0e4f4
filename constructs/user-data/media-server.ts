import { NODE_FILES } from '../../model/node-files';
import { DATA_MOUNT, needsDataVolume } from './data-volume';
import { pageAnswers } from './health';
import { type ConfigFile, type Endpoint, type MachinePart, SETUP_ORDER } from './machine';
import { restartAlways } from './systemd';

/** Port on which web nodes store files. */
export const MEDIA_UPLOAD_PORT = 8081;

export interface MediaServerPartProps {
  /** Where it serves, `GET /media/NAME`. */
  readonly self: Endpoint;
  /** Who may store files with `PUT /media/NAME` on `MEDIA_UPLOAD_PORT`: IPv4 addresses or CIDR blocks. */
  readonly writers: readonly string[];
  /**
   * Largest file, MiB.
   * @default 512
   */
  readonly maxFileMiB?: number;
  /** @default '/health' */
  readonly healthPath?: string;
}

/**
 * nginx serving the files below `/media/` from the data volume. What stands under a name never changes, since a change
 * is a new name; so browsers may keep it for a year and need not ask. A stored file appears whole: it is received on
 * the same disk and then renamed, and storing it again is harmless, as on a bucket.
 */
export function mediaServerPart(props: MediaServerPartProps): MachinePart {
  const config: ConfigFile = { path: NODE_FILES.nginx, content: nginxConf(props) };
  return {
    packages: ['nginx'],
    files: [
      config,
      restartAlways('nginx.service'),
      needsDataVolume('nginx.service'),
      pageAnswers(props.self.port, props.healthPath ?? '/health'),
    ],
    steps: [
      {
        order: SETUP_ORDER.service,
        name: 'media-server',
        script: `install -d -o www-data -g www-data ${DATA_MOUNT}/media ${DATA_MOUNT}/incoming
nginx -t -q
serve nginx.service reload ${config.path}
`,
      },
    ],
  };
}

/** The policy keeps scripts in an uploaded SVG or HTML file from running in the site's name. */
function nginxConf({ self, writers, maxFileMiB = 512, healthPath = '/health' }: MediaServerPartProps): string {
  return `user www-data;
worker_processes auto;
worker_rlimit_nofile 16384;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
events { worker_connections 4096; }
http {
  include mime.types;
  default_type application/octet-stream;
  server_tokens off;
  access_log /var/log/nginx/access.log combined buffer=32k flush=5s;
  sendfile on;
  tcp_nopush on;
  gzip on;
  gzip_vary on;
  gzip_types text/css text/javascript application/javascript application/json image/svg+xml;

  server {
    listen ${self.port} default_server;
    open_file_cache max=10000 inactive=60s;
    open_file_cache_valid 60s;
    location / { return 404; }
    location = ${healthPath} {
      access_log off;
      default_type text/plain;
      return 200 "ok\\n";
    }
    location /media/ {
      root ${DATA_MOUNT};
      limit_except GET { deny all; }
      add_header Cache-Control "public, max-age=31536000, immutable";
      add_header Content-Security-Policy "script-src 'none'";
      add_header X-Content-Type-Options nosniff;
    }
  }

  server {
    listen ${self.host}:${MEDIA_UPLOAD_PORT};
    location / { return 404; }
    location /media/ {
      root ${DATA_MOUNT};
${writers.map((writer) => `      allow ${writer};\n`).join('')}      deny all;
      limit_except PUT { deny all; }
      dav_methods PUT;
      dav_access user:rw group:r all:r;
      create_full_put_path on;
      client_body_temp_path ${DATA_MOUNT}/incoming;
      client_max_body_size ${maxFileMiB}m;
    }
  }
}
`;
}
