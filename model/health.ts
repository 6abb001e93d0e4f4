/** What a node finds out about itself once a minute, beside how full its disks are: 1 where it is so, 0 where not. */
export const HEALTH_ALARMS = {
  health:
    'The node says nothing, or that it does not do its work: it is off, cut off, still being set up, or its service fails.',
  disk: 'A file system of the node is more than 85 % full, or has used more than 85 % of its inodes.',
  brick:
    'The brick of the node, or the daemon that heals it, does not run, or the brick is still being filled: files have a copy less.',
  replica: 'The database of the node takes no reads: it does not run, is no part of the cluster, or lags behind.',
  servers: 'The balancer has a backend without a healthy server.',
  certificate: 'The certificate of the balancer ends within 14 days, and was not renewed.',
} as const;

export type HealthAlarm = keyof typeof HEALTH_ALARMS;

/** Namespace of a site's own metrics in CloudWatch. */
export function metricNamespace(site: string): string {
  return `nospof/${site}`;
}
