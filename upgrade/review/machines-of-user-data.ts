import { CloudConfigs, cloudConfigText } from '../../terraform/cloud-config';
import { unpackedUserData } from '../../terraform/machine/unpacked';
import type { PlannedChange, TerraformDocument } from '../../terraform/plan/document';
import { fields } from '../../terraform/values';
import { ConfigurationDiff } from '../diff/machines/configuration-diff';
import { hunks } from '../diff/machines/hunks';
import { withoutContext } from '../diff/machines/machine-changes';
import type { FileChange, MachineChange } from '../upgrade';

type Change = Omit<MachineChange, 'nodes'>;

/** One side of a machine's user data: its text, or why there is none. */
type Side = { readonly text: string } | { readonly problem: string };

const NOTHING = { packages: { added: [], removed: [] }, files: [], other: [] };

/**
 * What stands behind the user data of machines and launch templates that a plan changes, decoded and compared. A node that
 * follows its object in the bucket is left to that.
 * @param followed names of such nodes
 */
export function machinesOfUserData(
  { changes }: TerraformDocument,
  followed: ReadonlySet<string>,
  nodeAt: (address: string) => string | undefined,
): readonly MachineChange[] {
  const diff = new ConfigurationDiff(new CloudConfigs());
  const groups = new Map<string, { readonly change: Change; readonly nodes: string[] }>();
  for (const one of changes) {
    const name = nodeAt(one.address) ?? one.address;
    if (followed.has(name) || one.deposed !== undefined) continue;
    const change = changeOf(one, diff);
    if (change === undefined) continue;
    const key = JSON.stringify(change, withoutContext);
    const group = groups.get(key);
    if (group) group.nodes.push(name);
    else groups.set(key, { change, nodes: [name] });
  }
  return [...groups.values()].map(({ change, nodes }) => ({ nodes: nodes.sort(), ...change }));
}

function changeOf(change: PlannedChange, diff: ConfigurationDiff): Change | undefined {
  const { before, after, actions, afterUnknown, sensitive } = change;
  // Of what is replaced there is nothing to compare with, and what goes tells nothing.
  if (before === null || after === null || actions.every((one) => one === 'no-op')) return undefined;
  const old = sideOf(before, {}, sensitive.before, change.type);
  const now = sideOf(after, afterUnknown, sensitive.after, change.type);
  if (old === undefined && now === undefined) return undefined;
  for (const side of [old, now])
    if (side !== undefined && 'problem' in side) {
      const isSame = JSON.stringify(raw(before)) === JSON.stringify(raw(after)) && !isUnknown(afterUnknown);
      return isSame ? undefined : { ...NOTHING, delivery: 'new-machine', problem: side.problem };
    }
  const [had, has] = [textOf(old), textOf(now)];
  if (had === has) return undefined;
  const compared = diff.compare(had, has, true);
  if (compared.problem !== undefined) return whole(had, has);
  const { other, files, ...rest } = compared;
  return { ...rest, other: [], files: [...files, ...other.map((key) => part(key, had, has))] };
}

/** A part of a cloud-config that is no file, as `runcmd`. */
function part(key: string, before: string, after: string): FileChange {
  const [old = '', now = ''] = [before, after].map((text) => {
    const section = cloudConfigText(text)?.keys.get(key);
    return section === undefined ? '' : `${section}\n`;
  });
  const action = old === '' ? 'added' : now === '' ? 'removed' : 'changed';
  return { path: `${key} of the cloud-config`, action, hunks: hunks(old, now), attributes: [] };
}

/** A script, or a cloud-config that nospof did not generate: one text. */
function whole(before: string, after: string): Change {
  const action = before === '' ? 'added' : after === '' ? 'removed' : 'changed';
  return {
    ...NOTHING,
    delivery: 'new-machine',
    files: [{ path: 'user data', action, hunks: hunks(before, after), attributes: [] }],
  };
}

const textOf = (side: Side | undefined): string => (side !== undefined && 'text' in side ? side.text : '');

const KEYS = ['user_data', 'user_data_base64'] as const;

const raw = (body: Readonly<Record<string, unknown>>) => KEYS.map((key) => body[key] ?? null);

const isUnknown = (unknown: Readonly<Record<string, unknown>>) => KEYS.some((key) => unknown[key] === true);

/** Types whose `user_data` is in base64 itself. */
const ENCODED = new Set(['aws_launch_template']);

/** What the provider up to 5 keeps of `user_data`: its SHA-1. */
const HASH = /^[0-9a-f]{40}$/;

function sideOf(
  body: Readonly<Record<string, unknown>>,
  unknown: Readonly<Record<string, unknown>>,
  sensitive: unknown,
  type: string,
): Side | undefined {
  const { user_data: plain, user_data_base64: packed } = body;
  const secret = sensitive === true ? true : KEYS.some((key) => fields(sensitive)[key] === true);
  const isThere = [plain, packed].some((one) => typeof one === 'string' && one !== '');
  if (!isThere && !isUnknown(unknown)) return undefined;
  if (secret) return { problem: 'its user data is marked as a secret, and not shown' };
  // Terraform computes the other form where one of both is set.
  if (!isThere) return { problem: 'its user data is known after the apply' };
  const encoded = typeof packed === 'string' && packed !== '' ? packed : ENCODED.has(type) ? String(plain) : undefined;
  if (encoded === undefined) {
    const text = String(plain);
    return HASH.test(text) ? { problem: 'the provider keeps only a hash of its user data' } : { text };
  }
  const text = unpackedUserData(encoded);
  return text === undefined ? { problem: 'its user data is no text' } : { text };
}
