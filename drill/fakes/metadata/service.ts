import { randomBytes } from 'node:crypto';
import type { Account } from '../account';
import type { HttpAnswer, HttpRequest } from '../answer';
import type { FakeInstance } from '../protocol';
import { type Folder, metadataTree } from './tree';

/** Versions that the service lists; each shows the same tree. The first has no tags (EC2 User Guide), but nobody asks it for them. */
const VERSIONS = ['2009-04-04', '2016-09-02', '2018-09-24', '2021-03-23', 'latest'];

/** Longest life of a token in seconds (EC2 User Guide, "Use IMDSv2"). */
const MAX_TTL_S = 21_600;

const TTL_HEADER = 'x-aws-ec2-metadata-token-ttl-seconds';
const TOKEN_HEADER = 'x-aws-ec2-metadata-token';

interface Token {
  readonly instanceId: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/**
 * The instance metadata service, version 2 only (`http_tokens = "required"`): it knows a caller by its address, gives it
 * a token for that machine, and shows it nothing without.
 *
 * One exception: cloud-init asks with a token only where the firmware says that it runs on EC2, which it does not look up
 * in a container. It is recognised by its User-Agent, which is that of Python's requests, and answered without one.
 */
export class MetadataService {
  readonly #account: Account;
  readonly #now: () => Date;
  readonly #tokens = new Map<string, Token>();

  /** @param now the clock, for tokens and credentials */
  constructor(account: Account, now: () => Date = () => new Date()) {
    this.#account = account;
    this.#now = now;
  }

  answer(request: HttpRequest): HttpAnswer {
    const instance = this.#account.instanceAt(request.source);
    // EC2 forwards nothing that came through a proxy.
    if (!instance || request.headers['x-forwarded-for'] !== undefined) return refusal(403, 'Forbidden');
    if (request.path === '/latest/api/token') return this.#token(request, instance);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'Method Not Allowed');
    const cloudInit = /^(Cloud-Init|python-requests)\//.test(request.headers['user-agent'] ?? '');
    if (!cloudInit && !this.#valid(request.headers[TOKEN_HEADER], instance)) return refusal(401, 'Unauthorized');
    return show(this.#find(request.path, instance));
  }

  #token({ method, headers }: HttpRequest, { instanceId }: FakeInstance): HttpAnswer {
    if (method !== 'PUT') return refusal(405, 'Method Not Allowed');
    const ttl = /^\d+$/.test(headers[TTL_HEADER] ?? '') ? Number(headers[TTL_HEADER]) : 0;
    if (ttl < 1 || ttl > MAX_TTL_S) return refusal(400, 'Bad Request');
    const now = this.#now().getTime();
    for (const [token, { expires }] of this.#tokens) if (expires <= now) this.#tokens.delete(token);
    const token = randomBytes(40).toString('base64url');
    this.#tokens.set(token, { instanceId, expires: now + ttl * 1000 });
    return { ...text(token), headers: { ...TEXT, [TTL_HEADER]: String(ttl) } };
  }

  #valid(token: string | undefined, { instanceId }: FakeInstance): boolean {
    const known = this.#tokens.get(token ?? '');
    return known?.instanceId === instanceId && known.expires > this.#now().getTime();
  }

  #find(path: string, instance: FakeInstance): Found {
    const [version, ...names] = path.split('/').filter(Boolean).map(decodeURIComponent);
    if (version === undefined) return VERSIONS.join('\n');
    if (!VERSIONS.includes(version)) return undefined;
    let found: Found = metadataTree(this.#account, instance, this.#now());
    for (const name of names) {
      if (!isFolder(found) || !Object.hasOwn(found, name)) return undefined;
      found = found[name];
    }
    return found;
  }
}

type Found = Folder | string | Buffer | undefined;

function isFolder(found: Found): found is Folder {
  return typeof found === 'object' && !Buffer.isBuffer(found);
}

/** A leaf as it is; a folder as the list of its names, those of folders with a slash. */
function show(found: Found): HttpAnswer {
  if (found === undefined) return refusal(404, 'Not Found');
  if (!isFolder(found)) {
    return Buffer.isBuffer(found)
      ? { ...text(found), headers: { 'Content-Type': 'application/octet-stream' } }
      : text(found);
  }
  const names = Object.entries(found).map(([name, one]) => (isFolder(one) ? `${name}/` : name));
  return text(names.sort().join('\n'));
}

const TEXT = { 'Content-Type': 'text/plain' };

function text(body: string | Buffer): HttpAnswer {
  return { status: 200, headers: TEXT, body };
}

function refusal(status: number, reason: string): HttpAnswer {
  return {
    status,
    headers: { 'Content-Type': 'text/html' },
    body: `<?xml version="1.0" encoding="iso-8859-1"?>\n<html><head><title>${status} - ${reason}</title></head></html>\n`,
  };
}
