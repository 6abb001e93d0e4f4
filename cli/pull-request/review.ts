import type { Compared } from '../../report/diff/compared';
import type { ReviewedTopology } from '../../report/pull-request/reviewed';
import { checkTopologies } from '../check';
import type { AcceptedChanges } from '../decide';
import { compare } from '../diff';
import type { Io } from '../io';
import { showDiagnostics } from '../show-diagnostics';
import type { ChangedTopology, Changes } from './changed';

/** What a pull request does to each of its topologies. @throws UsageError for what no topology is to blame for */
export async function reviewed(
  { base, top, topologies }: Changes,
  accepted: AcceptedChanges,
  io: Io,
): Promise<readonly ReviewedTopology[]> {
  const all: ReviewedTopology[] = [];
  for (const one of topologies) {
    io.err(`${one.file}\n`);
    all.push(await reviewOf(one, base, accepted, { ...io, cwd: top }));
  }
  return all;
}

async function reviewOf(
  { file, before, deleted }: ChangedTopology,
  base: string,
  accepted: AcceptedChanges,
  io: Io,
): Promise<ReviewedTopology> {
  if (deleted) return { file, change: 'deleted' };
  const change = before === undefined ? 'added' : before === file ? 'changed' : 'renamed';
  let problem = '';
  const told: Io = { ...io, color: false, interactive: false, err: (text) => (problem += text) };
  const [checked] = checkTopologies([file], told) ?? [];
  if (!checked) return { file, change, problem };
  if (before === undefined) return { file, change, checked };
  const compared = await compare(`${base}:${before}`, file, accepted, told);
  if (!('diagnostics' in compared)) return { file, change, checked, compared: named(compared, before) };
  // The base may hold what this pull request mends.
  showDiagnostics(compared.diagnostics, compared.sources, told);
  return { file, change, checked, problem };
}

/** By the path alone: everybody knows which base a pull request has. */
function named(compared: Compared, old: string): Compared {
  return { ...compared, old };
}
