/**
 * Headers by which a proxy tells the application behind it what it knows of a request: from whom and by which address it
 * came, whether by TLS, which path it had. Frameworks believe them, to make links in mails among others. So they come from
 * our own balancer or not at all.
 */
export const PROXY_HEADERS: readonly string[] = [
  'CF-Connecting-IP',
  'Client-IP',
  'Fastly-Client-IP',
  'Forwarded',
  'Forwarded-For',
  'Forwarded-Host',
  'Forwarded-Proto',
  'Front-End-Https',
  // CGI would call it HTTP_PROXY, which libraries read from the environment (httpoxy).
  'Proxy',
  'Remote-Addr',
  'Remote-User',
  'SSL-Client-Cert',
  'SSL-Client-S-DN',
  'SSL-Client-Verify',
  // Poses as a page cache that assembles ESI.
  'Surrogate-Capability',
  'True-Client-IP',
  'X-Accel-Mapping',
  'X-Client-Cert',
  'X-Client-Host',
  'X-Client-IP',
  'X-Cluster-Client-IP',
  'X-Forwarded',
  'X-Forwarded-By',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Method',
  'X-Forwarded-Path',
  'X-Forwarded-Port',
  'X-Forwarded-Prefix',
  'X-Forwarded-Proto',
  'X-Forwarded-Protocol',
  'X-Forwarded-Scheme',
  'X-Forwarded-Server',
  'X-Forwarded-Ssl',
  'X-Forwarded-Uri',
  'X-Forwarded-User',
  'X-HTTP-Host-Override',
  'X-Host',
  'X-Original-Host',
  'X-Original-Method',
  'X-Original-URI',
  'X-Original-URL',
  'X-Originating-IP',
  'X-Proxy-User',
  'X-Real-Host',
  'X-Real-IP',
  'X-Real-Port',
  'X-Remote-Addr',
  'X-Remote-IP',
  'X-Remote-User',
  'X-Rewrite-URL',
  'X-Scheme',
  'X-Script-Name',
  'X-Sendfile-Type',
  'X-URL-Scheme',
];

/** Beginnings of such names, whatever follows: those families grow. */
const FAMILIES = ['X-Forwarded', 'X-Original', 'X-SSL', 'SSL-Client'];

/** A regular expression for their names in lower case, with `_` for `-` as well: CGI makes no difference. */
export function proxyHeaderPattern(): string {
  const loose = (name: string) => name.toLowerCase().replaceAll('-', '[-_]');
  const single = PROXY_HEADERS.filter((name) => !FAMILIES.some((family) => name.startsWith(family)));
  return `^(${[...FAMILIES.map((family) => `${loose(family)}.*`), ...single.map(loose)].join('|')})$`;
}
