import type { KeyValueService, MediaServerService, ServiceAddress, SiteFile } from '../../model/node-files';
import { type Fields, fields, isFields } from '../values';

/** `site.json` as far as it is what the application understands, and all keys that it has. */
export interface ReadSiteFile {
  readonly keys: readonly string[];
  readonly database: { readonly write?: ServiceAddress; readonly read?: ServiceAddress };
  readonly sessions?: KeyValueService;
  readonly cache?: KeyValueService;
  readonly uploads?: SiteFile['uploads'];
  /** A media server; a CDN's names are in files of their own. */
  readonly mediaServer?: Pick<MediaServerService, 'put'>;
}

/** Reads `site.json`; of a text that is none, nothing. */
export function readSiteFile(text: string | undefined): ReadSiteFile {
  const site = parsed(text ?? '{}');
  const { sessions, cache, uploads, media } = site;
  const database = fields(site.database);
  const { path, mounted } = fields(uploads);
  const { put } = fields(media);
  return {
    keys: Object.keys(site),
    database: { ...has('write', address(database.write)), ...has('read', address(database.read)) },
    ...has('sessions', keyValue(sessions)),
    ...has('cache', keyValue(cache)),
    ...(typeof path === 'string' && { uploads: { path, mounted: mounted === true } }),
    ...(typeof put === 'string' && { mediaServer: { put } }),
  };
}

function has<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
}

function address(value: unknown): ServiceAddress | undefined {
  const { host, port } = fields(value);
  return typeof host === 'string' && typeof port === 'number' ? { host, port } : undefined;
}

/** Servers by the protocol that they speak. */
function keyValue(value: unknown): KeyValueService | undefined {
  const lists = Object.entries(fields(value)).filter((one): one is [string, readonly string[]] =>
    isListOfTexts(one[1]),
  );
  return lists.length > 0 ? Object.fromEntries(lists) : undefined;
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function parsed(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}
