import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** PEM texts of an authority and of a server's certificate that it signed. */
export interface Certificates {
  /** The authority's certificate, which machines must trust. */
  readonly authority: string;
  readonly certificate: string;
  /** Key of the server's certificate. */
  readonly key: string;
}

const DAYS = '30';
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', DAYS];

/** A certificate for the given names by an authority of its own, whose key nobody keeps. Wants `openssl` 3. */
export async function makeCertificates(names: readonly string[]): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'nospof-tls-'));
  const at = (name: string) => join(folder, name);
  try {
    await openssl([...NEW_KEY, '-subj', '/CN=nospof drill', '-keyout', at('ca.key'), '-out', at('ca.pem')]);
    await openssl([
      ...[...NEW_KEY, '-subj', '/CN=amazonaws.com', '-keyout', at('key'), '-out', at('certificate')],
      ...['-CA', at('ca.pem'), '-CAkey', at('ca.key')],
      ...['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join()}`],
      ...['-addext', 'basicConstraints=critical,CA:FALSE'],
    ]);
    const [authority, certificate, key] = await Promise.all(
      ['ca.pem', 'certificate', 'key'].map((name) => readFile(at(name), 'utf8')),
    );
    return { authority: authority ?? '', certificate: certificate ?? '', key: key ?? '' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openssl(args: readonly string[]): Promise<void> {
  await promisify(execFile)('openssl', ['req', '-x509', ...args]);
}
