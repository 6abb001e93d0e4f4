import { DATA_MOUNT, needsDataVolume } from './data-volume';
import { type Endpoint, type MachinePart, SETUP_ORDER } from './machine';
import { restartAlways } from './systemd';

const CONFIG = '/etc/nginx/nginx.conf';

/** Port that takes files, from the web nodes alone. */
export const MEDIA_UPLOAD_PORT = 8081;

export interface MediaServerProps {
  /** This node, with the port for visitors. */
  readonly self: Endpoint;
  /** Addresses that may put files. */
  readonly writers: readonly string[];
}

/**
 * nginx for static and media files alone. A file never changes under its name, so it is kept for a year by whoever has
 * it; web nodes put files with HTTP, so no file system is shared.
 */
export function mediaServerPart(props: MediaServerProps): MachinePart {
  return {
    packages: ['nginx'],
    files: [
      { path: CONFIG, content: mediaServerConfig(props) },
      restartAlways('nginx.service'),
      needsDataVolume('nginx.service'),
    ],
    steps: [
      {
        order: SETUP_ORDER.service,
        name: 'media-server',
        script: `install -d -o www-data -g www-data ${DATA_MOUNT}/media ${DATA_MOUNT}/media-new
nginx -tq
serve nginx reload ${CONFIG}
`,
      },
    ],
  };
}

/** The text of `nginx.conf`. */
export function mediaServerConfig({ self, writers }: MediaServerProps): string {
  return `user www-data;
worker_processes auto;
worker_rlimit_nofile 16384;
pid /run/nginx.pid;
events {
  worker_connections 4096;
}
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  server_tokens off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=10000 inactive=60s;
  log_format media '$remote_addr [$time_iso8601] "$request" $status $body_bytes_sent';
  access_log /var/log/nginx/access.log media;

  server {
    listen ${self.port};
    location = /health {
      access_log off;
      return 200 "ok\\n";
    }
    location /media/ {
      root ${DATA_MOUNT};
      limit_except GET {
        deny all;
      }
      add_header Cache-Control "public, max-age=31536000, immutable";
      add_header X-Content-Type-Options nosniff;
    }
    location / {
      return 404;
    }
  }

  server {
    listen ${self.host}:${MEDIA_UPLOAD_PORT};
    client_max_body_size 1g;
    # On the same file system, so that a finished file appears at once.
    client_body_temp_path ${DATA_MOUNT}/media-new;
    location /media/ {
      root ${DATA_MOUNT};
      dav_methods PUT;
      create_full_put_path on;
      dav_access user:rw group:r all:r;
${writers.map((writer) => `      allow ${writer};\n`).join('')}      deny all;
    }
  }
}
`;
}
