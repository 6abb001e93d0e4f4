import { CloudConfigs } from '../../terraform/cloud-config';
import type { TerraformDocument } from '../../terraform/plan/document';
import { fields } from '../../terraform/values';
import { compareNames } from '../diff/facts/node-changes';
import { ConfigurationDiff } from '../diff/machines/configuration-diff';
import { withoutContext } from '../diff/machines/machine-changes';
import { releaseIn } from '../node-release';
import type { MachineChange, NodeChange } from '../upgrade';

/** Where nodes find their configuration in the site's bucket (docs/decisions/0002). */
const KEY = /^nodes\/(.+)\.yaml$/;

/**
 * Configuration of nodes as a plan tells it: by the objects that running nodes follow, since the user data of a machine that
 * is there does not change.
 */
export function machinesOfBucket(
  { changes }: TerraformDocument,
  nodes: readonly NodeChange[],
): readonly MachineChange[] {
  const diff = new ConfigurationDiff(new CloudConfigs());
  const anew = new Set(
    nodes.filter(({ event }) => event === 'replaced' || event === 'upgraded').map(({ node }) => node),
  );
  const groups = new Map<string, { readonly change: Omit<MachineChange, 'nodes'>; readonly nodes: string[] }>();
  for (const { type, before, after, sensitive } of changes) {
    const name = typeof after?.key === 'string' ? KEY.exec(after.key)?.[1] : undefined;
    const [old, now] = [before?.content, after?.content];
    if (type !== 'aws_s3_object' || name === undefined || typeof old !== 'string' || typeof now !== 'string') continue;
    if (old === now || holdsSecret(sensitive.before) || holdsSecret(sensitive.after)) continue;
    // A node takes no configuration of another release than its own.
    const change = diff.compare(old, now, anew.has(name) || releaseIn(old) !== releaseIn(now));
    const key = JSON.stringify(change, withoutContext);
    const group = groups.get(key);
    if (group) group.nodes.push(name);
    else groups.set(key, { change, nodes: [name] });
  }
  return [...groups.values()]
    .map(({ change, nodes: names }) => ({ nodes: names.sort(compareNames), ...change }))
    .sort((a, b) => compareNames(a.nodes[0] ?? '', b.nodes[0] ?? ''));
}

/** The nodes that have their configuration in the site's bucket. */
export function followingNodes({ changes }: TerraformDocument): ReadonlySet<string> {
  const objects = changes.filter(({ type }) => type === 'aws_s3_object');
  return new Set(
    objects.flatMap(({ before, after }) => KEY.exec(String(after?.key ?? before?.key ?? ''))?.slice(1, 2) ?? []),
  );
}

/** Whether the text of an object is marked as a secret. */
function holdsSecret(sensitive: unknown): boolean {
  return sensitive === true || fields(sensitive).content === true;
}
