import type { PlannedChange } from '../../terraform/plan/document';
import type { Fields } from '../../terraform/values';
import type { Block } from '../diff/prediction/configuration';
import type { Planned } from '../diff/prediction/prediction';
import type { Action } from '../upgrade';
import { attributeChanges, attributePathText } from './attribute-changes';

/** Terraform's words for what it does, joined by a comma. */
const ACTIONS: Readonly<Record<string, Action | 'none'>> = {
  'no-op': 'none',
  read: 'none',
  create: 'create',
  update: 'update',
  delete: 'destroy',
  'delete,create': 'replace',
  'create,delete': 'replace',
  forget: 'forget',
  'create,forget': 'replace',
};

/** A change of a plan as the prediction tells its own. */
export function plannedChange(change: PlannedChange): Planned {
  const { address, type, previousAddress, actions, before, after, replacePaths } = change;
  const action = ACTIONS[actions.join(',')] ?? 'unknown';
  const movedFrom = previousAddress === undefined || previousAddress === address ? undefined : previousAddress;
  const differs = action === 'update' || action === 'replace' || action === 'unknown';
  return {
    address: change.deposed === undefined ? address : `${address} (deposed ${change.deposed})`,
    action: action === 'none' && movedFrom !== undefined ? 'move' : action,
    before: before === null ? undefined : block(address, type, before),
    after: after === null ? undefined : block(address, type, after),
    movedFrom,
    differences: differs ? attributeChanges(change) : [],
    replacedBecause: action === 'replace' ? [...new Set(replacePaths.map(attributePathText))].sort() : [],
  };
}

/** Addresses whose new object is made before the old one is destroyed. */
export function madeFirst(changes: readonly PlannedChange[]): ReadonlySet<string> {
  return new Set(
    changes.filter(({ actions }) => actions[0] === 'create' && actions.length > 1).map(({ address }) => address),
  );
}

/** What a plan's JSON tells of a resource; its `lifecycle` is not in there, but Terraform has heeded it. */
function block(address: string, type: string, body: Fields): Block {
  return {
    address,
    type,
    body,
    provider: 'aws',
    dependsOn: [],
    repeated: undefined,
    preventDestroy: false,
    createBeforeDestroy: false,
    ignored: new Set(),
    replaceTriggeredBy: [],
  };
}
