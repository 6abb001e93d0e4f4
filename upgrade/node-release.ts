import { gunzipSync } from 'node:zlib';
import { NODE_FILES } from '../model/node-files';
import { type DebianRelease, RELEASES, releaseOfImage } from '../model/releases';
import { type Fields, fields } from '../terraform/values';

const IMAGE = /^\$\{data\.aws_ssm_parameter\.([\w-]+)\.(?:insecure_)?value\}$/;

/**
 * The release that an instance of a configuration or state boots, or was made with; undefined where that cannot be read. The
 * image of a state is a number, but its user data is that of its birth.
 * @param terraform a configuration, or a state written as one
 */
export function nodeRelease(terraform: unknown, address: string): DebianRelease | undefined {
  const { data, resource } = fields(terraform);
  const { ami, user_data_base64: born } = named(resource, address);
  const parameter = IMAGE.exec(String(ami))?.[1];
  if (parameter === undefined) return typeof born === 'string' ? bornWith(born) : undefined;
  return releaseOfImage(String(named(data, `aws_ssm_parameter.${parameter}`).name));
}

/** Whether a node that runs one release is to run an older one: what newer programs wrote, older ones may not open. */
export function isReleaseBack(before: Pick<DebianRelease, 'os'>, after: Pick<DebianRelease, 'os'>): boolean {
  const known = Object.keys(RELEASES);
  return known.indexOf(after.os) < known.indexOf(before.os);
}

function named(blocks: unknown, address: string): Fields {
  const [type = '', name = ''] = address.split('.');
  return fields(fields(fields(blocks)[type])[name]);
}

function bornWith(encoded: string): DebianRelease | undefined {
  const text = unpacked(encoded);
  if (!text?.includes(NODE_FILES.settings)) return undefined;
  const os = /^ *NOSPOF_OS=([a-z0-9-]+)$/m.exec(text)?.[1];
  // Before nodes were told of a release there was only one.
  return Object.values(RELEASES).find((one) => one.os === (os ?? 'debian-12'));
}

function unpacked(encoded: string): string | undefined {
  const bytes = Buffer.from(encoded, 'base64');
  try {
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch {
    return undefined;
  }
}
