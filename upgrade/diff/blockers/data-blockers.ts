import { blocks, fields, number } from '../../../terraform/values';
import type { Blocker, ResourceChange } from '../../upgrade';
import type { Planned } from '../prediction/prediction';
import { decision, listed, refusal } from './blocker';

/** What blockers about data are found in. */
export interface DataSides {
  readonly resources: readonly ResourceChange[];
  readonly planned: ReadonlyMap<string, Planned>;
}

/** Where what holds data or an identity is destroyed, replaced, shrunk or encrypted otherwise. */
export function dataBlockers({ resources, planned }: DataSides): readonly Blocker[] {
  return resources.flatMap((change) => [
    ...lossOf(change, planned.get(change.address)),
    ...shrinkageOf(change),
    ...encryptionOf(change),
    ...unknownOf(change, planned.get(change.address)),
  ]);
}

function lossOf(change: ResourceChange, planned: Planned | undefined): readonly Blocker[] {
  const { address, action, statefulness, replacedBecause } = change;
  const forced = replacedBecause.length > 0 ? ` (${listed(replacedBecause)})` : '';
  if (action === 'replace' && planned?.after?.preventDestroy) {
    const reason = `${named(change)} would be replaced${forced}; it has prevent_destroy, so Terraform refuses the whole plan.`;
    return [refusal('terraform-refuses', address, reason, `Leave ${listed(replacedBecause)} as it was.`)];
  }
  if (statefulness === 'nothing') return [];
  if (action === 'replace') {
    const kind = statefulness === 'data' ? 'data-replaced' : 'identity-lost';
    const reason = `${named(change)} is replaced${forced}${statefulness === 'data' ? ' by an empty one' : ''}.`;
    const remedy =
      statefulness === 'data'
        ? 'Copy its data first, or leave what forces it as it was.'
        : `Leave ${listed(replacedBecause)} as it was.`;
    return [decision(kind, address, reason, remedy)];
  }
  if (action !== 'destroy') return [];
  if (statefulness === 'identity') {
    const reason = `${named(change)} is given up; another never gets the same.`;
    return [
      decision(
        'identity-lost',
        address,
        reason,
        'Make sure that nobody relies on it: DNS records, allow-lists, bookmarks.',
      ),
    ];
  }
  return [change.type === 'aws_ebs_volume' ? lostVolume(change, planned) : lostData(change)];
}

function lostData(change: ResourceChange): Blocker {
  const reason = `${named(change)} is destroyed, with all that it holds.`;
  return decision('data-destroyed', change.address, reason, 'Copy what you need first.');
}

/** A node's volume that no tier uses any more can be kept by a line of the topology. */
function lostVolume(change: ResourceChange, planned: Planned | undefined): Blocker {
  const { address, node } = change;
  const body = planned?.before?.body ?? {};
  if (node === undefined) return lostData(change);
  const name = `${address.slice(address.indexOf('.') + 1).replaceAll('_', '-')}`;
  const kept = `${name}: { zone: ${body.availability_zone}, storageGiB: ${number(body.size) ?? '?'} }`;
  const reason = `${named(change)} leaves the configuration, so it is destroyed with all that it holds.`;
  return decision('volume-not-kept', address, reason, `Keep it until its data is copied: add '${kept}' under 'keep:'.`);
}

/** Paths of sizes that AWS only lets grow. */
const ONLY_GROWS: Readonly<Record<string, readonly string[]>> = {
  aws_ebs_volume: ['size'],
  aws_instance: ['root_block_device.volume_size', 'ebs_block_device.volume_size'],
  aws_db_instance: ['allocated_storage'],
  aws_docdb_cluster: ['allocated_storage'],
  aws_rds_cluster: ['allocated_storage'],
  aws_fsx_lustre_file_system: ['storage_capacity'],
};

function shrinkageOf({ address, type, changed }: ResourceChange): readonly Blocker[] {
  const paths = ONLY_GROWS[type] ?? [];
  return changed.flatMap(({ path, before, after }) => {
    const [old, now] = [number(before), number(after)];
    if (!paths.includes(path.replace(/\[\d+\]/g, '')) || old === undefined || now === undefined || now >= old)
      return [];
    const reason = `${address} would shrink from ${old} to ${now} GiB, which AWS refuses.`;
    return [
      refusal(
        'volume-shrunk',
        address,
        reason,
        `Leave it at ${old} GiB; a smaller one is made beside it and the data copied.`,
      ),
    ];
  });
}

const ENCRYPTION =
  /(^|\.)(encrypted|kms_key_id|kms_master_key_id|storage_encrypted|(at_rest|transit)_encryption_enabled|sse_algorithm)$/;

function encryptionOf({ address, type, action, changed, statefulness }: ResourceChange): readonly Blocker[] {
  const isRule = type === 'aws_s3_bucket_server_side_encryption_configuration';
  if (isRule && action === 'destroy') {
    const reason = `${address} is taken away: the bucket encrypts new objects with the default of S3 only.`;
    return [decision('encryption-changed', address, reason, 'Keep the rule.')];
  }
  if (!isRule && statefulness !== 'data') return [];
  return changed
    .filter(({ path }) => ENCRYPTION.test(path))
    .map(({ path, before, after }) => {
      const reason = `${address} is encrypted otherwise: ${path} ${before ?? 'not set'} → ${after ?? 'not set'}.`;
      return decision(
        'encryption-changed',
        address,
        reason,
        `Leave ${path} as it was, or make sure that both keys stay readable.`,
      );
    });
}

/** What is unknown only because of another resource is told at that one. */
function unknownOf(change: ResourceChange, planned: Planned | undefined): readonly Blocker[] {
  if (change.action !== 'unknown') return [];
  const own = planned?.differences.filter(({ replaces, inherited }) => replaces === 'unknown' && !inherited) ?? [];
  if (own.length === 0 && change.changed.length > 0) return [];
  const paths = own.length > 0 ? ` (${listed(own.map(({ path }) => path))})` : '';
  const reason = `Whether ${named(change)} is updated or replaced is unknown${paths}.`;
  const remedy = "Ask Terraform: 'terraform plan', and 'nospof review' on its JSON.";
  return [decision('unknown-change', change.address, reason, remedy)];
}

/** Buckets that no longer keep old versions. */
export function versioningBlockers({ resources, planned }: DataSides): readonly Blocker[] {
  return resources
    .filter(({ type }) => type === 'aws_s3_bucket_versioning')
    .flatMap(({ address, action }) => {
      const one = planned.get(address);
      const had = statusOf(one?.before?.body);
      const has = action === 'destroy' ? 'not set' : (statusOf(one?.after?.body) ?? 'not set');
      if (had !== 'Enabled' || has === 'Enabled') return [];
      const reason = `${address}: the bucket no longer keeps old versions (Enabled → ${has}); what is overwritten or deleted then is lost.`;
      return [decision('versioning-off', address, reason, 'Leave versioning enabled.')];
    });
}

function statusOf(body: unknown): string | undefined {
  const status = blocks(fields(body).versioning_configuration)[0]?.status;
  return typeof status === 'string' ? status : undefined;
}

function named({ address, what }: ResourceChange): string {
  return what === undefined ? address : `${address} (${what})`;
}
