import { gunzipSync } from 'node:zlib';
import { NODE_FILES } from '../model/node-files';
import { type DebianRelease, RELEASES, releaseOfImage } from '../model/releases';
import { CloudConfigs } from '../terraform/cloud-config';
import { nodeSettings } from '../terraform/machine/settings';
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
  const os = text === undefined ? undefined : releaseIn(text);
  return Object.values(RELEASES).find((one) => one.os === os);
}

/**
 * The release that a node's configuration is for, as its scripts are told it: `debian-12`. Before nodes were told of one there was
 * only this; undefined where the text is not the configuration of a node of ours.
 */
export function releaseIn(configuration: string): string | undefined {
  if (!configuration.includes(NODE_FILES.settings)) return undefined;
  try {
    const { files } = new CloudConfigs().read(configuration);
    return files.has(NODE_FILES.settings) ? (nodeSettings(files).get('NOSPOF_OS') ?? 'debian-12') : undefined;
  } catch {
    return undefined;
  }
}

function unpacked(encoded: string): string | undefined {
  const bytes = Buffer.from(encoded, 'base64');
  try {
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch {
    return undefined;
  }
}
