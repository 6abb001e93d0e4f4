import type { Action, AttributeChange, ResourceChange } from '../../upgrade';
import type { ValueDifference } from '../prediction/compare';
import type { Planned } from '../prediction/prediction';
import type { Owners } from './owners';
import { statefulnessOf } from './stateful';

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
  const known = statefulnessOf(type);
  const node = owners.of(address);
  const what = type === 'aws_ebs_volume' ? volumeText(address, node) : known?.what;
  return {
    address,
    type,
    action,
    ...(movedFrom === undefined ? {} : { movedFrom }),
    changed: differences.map(attributeChange),
    replacedBecause,
    createFirst: action === 'replace' && createdFirst.has(address),
    statefulness: known?.statefulness ?? 'nothing',
    stateful: known !== undefined,
    ...(what === undefined ? {} : { what }),
    ...(node === undefined ? {} : { node }),
  };
}

function attributeChange({ attribute: _, inherited: __, before, after, ...change }: ValueDifference): AttributeChange {
  return {
    ...change,
    ...(before === undefined ? {} : { before: shown(before) }),
    ...(after === undefined ? {} : { after: shown(after) }),
  };
}

/** Data volumes are called after their nodes, also when these are gone. */
function volumeText(address: string, node: string | undefined): string {
  if (node !== undefined) return `data volume of ${node}`;
  const former = /^aws_ebs_volume\.(\w+)_data$/.exec(address)?.[1];
  return former === undefined ? 'a volume' : `data volume of the former ${former.replaceAll('_', '-')}`;
}

/** Longest text of several lines that is shown whole; a machine's configuration is shown file by file elsewhere. */
const MAX_LINES = 10;

function shown(text: string): string {
  const lines = text.split('\n').length;
  return lines > MAX_LINES ? `(text of ${lines} lines)` : text;
}
