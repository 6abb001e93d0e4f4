import { NODE_FILES } from '../../model/node-files';
import type { MachineFiles } from '../machine-files';
import { blocksOf, type Directive, lastArguments, parseBraces } from './braces';
import { INCLUDE_DEPTH, includedFiles } from './include';

/** What keepalived makes of its configuration. */
export interface Keepalived {
  /** Programs of `vrrp_script`, by name. */
  readonly scripts: ReadonlyMap<string, string>;
  readonly instances: readonly VrrpInstance[];
  /** All that it reads, what it includes among it. */
  readonly directives: readonly Directive[];
}

/** One address that the machines elect a master for. */
export interface VrrpInstance {
  readonly name: string;
  readonly priority: string | undefined;
  readonly source: string | undefined;
  readonly peers: ReadonlySet<string>;
  /** Names of `track_script`. */
  readonly tracked: readonly string[];
}

/** keepalived's configuration on a machine; undefined where it has none. */
export function keepalived(files: MachineFiles): Keepalived | undefined {
  const text = files.get(NODE_FILES.keepalived);
  if (text === undefined) return undefined;
  const directives = withIncluded(text, NODE_FILES.keepalived, files, 0);
  return {
    scripts: new Map(blocksOf(directives, 'vrrp_script').map((one) => [one.words[1] ?? '', program(one)])),
    instances: blocksOf(directives, 'vrrp_instance').map(instance),
    directives,
  };
}

function instance({ words, block }: Directive): VrrpInstance {
  const first = (name: string) => blocksOf(block, name).flatMap((one) => one.block.map((line) => line.words[0] ?? ''));
  return {
    name: words[1] ?? '',
    priority: lastArguments(block, 'priority')?.[0],
    source: lastArguments(block, 'unicast_src_ip')?.[0],
    peers: new Set(first('unicast_peer')),
    tracked: first('track_script'),
  };
}

function program({ block }: Directive): string {
  return lastArguments(block, 'script')?.[0]?.split(/\s+/)[0] ?? '';
}

/** `include` stands for the files that its pattern matches, in the order of their names. */
function withIncluded(text: string, path: string, files: MachineFiles, depth: number): readonly Directive[] {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return parseBraces(text, { comment: /[#!]/, end: 'line' }).flatMap((directive) => {
    const [word, pattern] = directive.words;
    if (word !== 'include' || pattern === undefined || depth >= INCLUDE_DEPTH) return [directive];
    return includedFiles(pattern, folder, files).flatMap(([name, more]) => withIncluded(more, name, files, depth + 1));
  });
}
