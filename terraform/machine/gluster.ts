import { callsOf, type ShellScript, shellVariable } from './shell-commands';

/** What the script that forms and heals a GlusterFS volume is told. */
export interface GlusterScript {
  /** The node's own address. */
  readonly self: string | undefined;
  /** Folder of its brick. */
  readonly brick: string | undefined;
  /** Addresses of all nodes, in the order of their bricks. */
  readonly nodes: readonly string[];
  /** Copies of each file; undefined where the volume is not replicated. */
  readonly copies: number | undefined;
  /** Whether the last of the copies holds names alone. */
  readonly arbiter: boolean;
  /** Options that it sets on the volume; of two, the later counts. */
  readonly options: ReadonlyMap<string, string>;
}

/** Reads the variables that the script begins with; whether it sets the options is said by its `gluster volume set`. */
export function glusterScript(script: ShellScript): GlusterScript {
  const one = (name: string) => shellVariable(script, name)?.[0];
  const layout = shellVariable(script, 'layout') ?? [];
  const [replica, copies, ...rest] = layout;
  const sets = callsOf(script, 'g').some(([volume, set]) => volume === 'volume' && set === 'set');
  const options = (sets ? shellVariable(script, 'options') : undefined) ?? [];
  return {
    self: one('self'),
    brick: one('brick'),
    nodes: shellVariable(script, 'nodes') ?? [],
    copies: replica === 'replica' && Number(copies) > 1 ? Number(copies) : undefined,
    arbiter: rest[0] === 'arbiter' && rest[1] === '1',
    options: new Map(options.map((option) => [option.replace(/:.*/s, ''), option.replace(/^[^:]*:\s*/, '')])),
  };
}

/** Whether a node is one that holds names alone: the last of each set of copies. */
export function isArbiter({ arbiter, copies, nodes }: GlusterScript, privateIp: string | undefined): boolean {
  const place = nodes.indexOf(privateIp ?? '');
  return arbiter && copies !== undefined && place >= 0 && place % copies === copies - 1;
}
