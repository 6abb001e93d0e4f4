import type { Difference } from '../prediction/compare';
import type { Planned } from '../prediction/prediction';
import type { Action, AttributeChange, ResourceChange } from '../upgrade';
import { holdingOf } from './holdings';
import type { Owners } from './owners';

/** What Terraform does, as a reader wants to know it. What it leaves alone is left out. */
export function resourceChanges(
  planned: readonly Planned[],
  owners: Owners,
  createdFirst: ReadonlySet<string>,
): readonly ResourceChange[] {
  return planned.flatMap((one) =>
    one.action === 'none' ? [] : [resourceChange(one, one.action, owners, createdFirst)],
  );
}

function resourceChange(
  { address, movedFrom, differences, replacedBecause, before, after }: Planned,
  action: Action,
  owners: Owners,
  createdFirst: ReadonlySet<string>,
): ResourceChange {
  const type = (after ?? before)?.type ?? address.split('.')[0] ?? '';
  const holding = holdingOf(type);
  const node = owners.of(address);
  const isDataVolume = type === 'aws_ebs_volume' && address.endsWith('_data');
  const what = isDataVolume && node !== undefined ? `data volume of ${node}` : holding?.what;
  return {
    address,
    type,
    action,
    ...(movedFrom === undefined ? {} : { movedFrom }),
    changed: differences.map(attributeChange),
    replacedBecause,
    createFirst: action === 'replace' && createdFirst.has(address),
    holds: holding?.holds ?? 'nothing',
    stateful: holding !== undefined,
    ...(what === undefined ? {} : { what }),
    ...(node === undefined ? {} : { node }),
  };
}

function attributeChange({ attribute: _, before, after, ...change }: Difference): AttributeChange {
  return {
    ...change,
    ...(before === undefined ? {} : { before: shown(before) }),
    ...(after === undefined ? {} : { after: shown(after) }),
  };
}

/** Longest text of several lines that is shown whole; a machine's configuration is shown file by file elsewhere. */
const MAX_LINES = 10;

function shown(text: string): string {
  const lines = text.split('\n').length;
  return lines > MAX_LINES ? `(text of ${lines} lines)` : text;
}
