/** Everything that a drill makes on the machine bears this prefix, so that it touches nothing else. */
export const PREFIX = 'nospof';

/** Network namespace of the switch, which is the VPC's router, AWS's endpoints and the internet's edge in one. */
export const SWITCH = `${PREFIX}-switch`;

/** Network namespace of the visitors. */
export const VISITORS = `${PREFIX}-visitors`;

/** Network namespace of a node. */
export function namespaceOf(node: string): string {
  return `${PREFIX}-node-${node}`;
}

/** File that keeps a network namespace. */
export function namespacePath(namespace: string): string {
  return `/run/netns/${namespace}`;
}

/** What is running now, so that the next drill finds what a killed one left. */
export const STATE_FOLDER = '/run/nospof-drill';

/** Base images, and the nodes' disks while a drill runs. */
export const CACHE_FOLDER = '/var/cache/nospof';

/** Program and arguments that run another program in a network namespace. */
export function within(namespace: string): readonly string[] {
  return ['nsenter', `--net=${namespacePath(namespace)}`];
}
