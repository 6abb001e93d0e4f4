import { namespaceOf, namespacePath, PREFIX } from '../names';

/**
 * Moves itself into control groups before it becomes the given program:
 * `sh -c ENTER sh GROUP… -- PROGRAM ARGUMENT…`.
 */
const ENTER = 'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs"; shift; done; shift; exec "$@"';

/** What a node needs beyond a container's usual capabilities: its own firewall and raw sockets, as on a machine of its own. */
const CAPABILITIES = ['CAP_NET_ADMIN', 'CAP_NET_RAW', 'CAP_SYS_NICE', 'CAP_IPC_LOCK'];

/** A command that runs in control groups. */
export function inGroups(groups: readonly string[], command: readonly string[]): readonly string[] {
  return ['sh', '-c', ENTER, 'sh', ...groups, '--', ...command];
}

export interface BootSettings {
  /** Name of the node. */
  readonly name: string;
  /** Root file system. */
  readonly root: string;
  /** Folder that stands in for the data volume. @default - none */
  readonly data?: string;
  readonly groups: readonly string[];
}

/**
 * The command that boots a node: a whole system with its own init, in the network that was made for it. Its console is read
 * (`passive` would not): init waits for ever to write to a full one, as when it shuts down with many units.
 */
export function bootCommand({ name, root, data, groups }: BootSettings): readonly string[] {
  return inGroups(groups, [
    ...['systemd-nspawn', '--quiet', `--directory=${root}`, `--machine=${PREFIX}-${name}`, '--boot'],
    ...['--register=no', '--keep-unit', `--network-namespace-path=${namespacePath(namespaceOf(name))}`],
    ...['--resolv-conf=off', '--timezone=off', '--link-journal=no', '--console=read-only'],
    ...[`--capability=${CAPABILITIES.join()}`, '--bind=/dev/fuse'],
    ...(data === undefined ? [] : [`--bind=${data}:/srv/data`]),
  ]);
}

/** The command that runs a program inside a node. */
export function insideCommand(init: number, command: readonly string[]): readonly string[] {
  return [
    ...['nsenter', `--target=${init}`, '--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup', '--'],
    ...['env', '-i', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LANG=C.UTF-8'],
    ...command,
  ];
}
