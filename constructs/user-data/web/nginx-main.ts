/**
 * What nginx's configuration begins with.
 * @param openFiles files and connections that one of its processes may have open; 4,096 connections take two each
 */
export function nginxMain(openFiles: number): string {
  return `# The whole configuration: conf.d, modules-enabled and sites-enabled are not read.
user www-data;
worker_processes auto;
worker_rlimit_nofile ${openFiles};
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;

events {
  worker_connections 4096;
}

`;
}
