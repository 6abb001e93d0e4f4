import type { RenderedFile } from '../helpers/machine';
import type { Outcome } from '../helpers/processes';

/** Holds the files of one format against the program that will read them on the node. */
export interface Checker {
  /** What is said: `haproxy accepts haproxy.cfg`. */
  readonly name: string;
  /**
   * Programs of this machine that do not depend on the release: the file is checked here, rather than by the programs of the
   * release that will read it.
   * @default - none; it is checked in the release's own root
   */
  readonly programs?: readonly string[];
  readonly claims: (file: RenderedFile) => boolean;
  /** Shell command, run where all files of the node lie at their own paths. */
  readonly command: (path: string) => string;
  /** Programs that only warn about what would not work: output that counts as a failure all the same. */
  readonly complaint?: RegExp;
}

export const CHECKERS: readonly Checker[] = [
  {
    name: 'haproxy accepts its configuration',
    claims: at(/^\/etc\/haproxy\/.*\.cfg$/),
    // The certificate is made on the node, before the first start.
    command: (path) => `pem=$(sed -nE 's/.* crt ([^ ]+\\.pem).*/\\1/p' ${path} | head -1)
      if [ -n "$pem" ]; then
        mkdir -p "$(dirname "$pem")"
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -keyout "$pem" -out /run/c 2>/dev/null
        cat /run/c >> "$pem"
      fi
      haproxy -c -f ${path}`,
    complaint: /\[(WARNING|ALERT)\]/,
  },
  {
    name: 'varnishd compiles the VCL',
    claims: at(/\.vcl$/),
    command: (path) => `varnishd -C -f ${path}`,
  },
  {
    name: 'nginx accepts its configuration',
    claims: at(/^\/etc\/nginx\//),
    // Setup has mounted a media server's data volume before, and written the application's settings.
    command: () => 'mkdir -p /srv/data /etc/nospof/secrets && touch /etc/nospof/secrets/fastcgi.conf && nginx -t',
    complaint: /\[(warn|emerg)\]/,
  },
  {
    name: 'Apache accepts its configuration',
    claims: at(/^\/etc\/apache2\//),
    command: () => 'apache2ctl configtest',
    complaint: /AH\d+/,
  },
  {
    name: 'php-fpm accepts its pools and settings',
    claims: at(/^\/etc\/php\//),
    command: (path) => `php-fpm${path.split('/')[3]} -t`,
    complaint: /PHP:|Warning|WARNING/,
  },
  {
    name: 'PHP parses scripts',
    claims: at(/\.php$/),
    command: (path) => `php -l ${path}`,
  },
  {
    name: 'keepalived accepts its configuration',
    claims: at(/^\/etc\/keepalived\//),
    command: (path) => `keepalived -t -f ${path}`,
    complaint: /\S/,
  },
  {
    name: 'MariaDB accepts its options',
    claims: at(/^\/etc\/mysql\//),
    command: () => 'mariadbd --help --verbose > /dev/null',
    complaint: /\[ERROR\]|adjusted to|unknown|deprecated/i,
  },
  {
    name: 'PostgreSQL accepts its settings',
    claims: at(/^\/etc\/postgresql\/.*\/postgresql\.conf$/),
    command: (path) => `${postgresqlPrograms(path)}/postgres -C data_directory -D "$(dirname ${path})"`,
    complaint: /WARNING|FATAL/,
  },
  {
    name: 'PostgreSQL accepts who may come in',
    claims: at(/^\/etc\/postgresql\/.*\/pg_hba\.conf$/),
    // It reads them when it starts. Whoever got as far as serving is stopped; whoever ended before refused.
    command: (path) => `cd /; folder=$(mktemp -d); chown postgres: "$folder"
      runuser -u postgres -- ${postgresqlPrograms(path)}/initdb -D "$folder/data" --no-sync > /dev/null
      timeout 3 runuser -u postgres -- ${postgresqlPrograms(path)}/postgres -D "$folder/data" -c hba_file=${path} \\
        -c listen_addresses= -c unix_socket_directories="$folder" || [ $? = 124 ]`,
    complaint: /FATAL/,
  },
  {
    name: 'memcached starts with its options',
    claims: at(/^\/etc\/memcached\.conf$/),
    // It cannot only check them. Whoever got as far as serving is stopped; whoever ended before refused.
    command: (path) => `mkdir -p /run/memcached && chown memcache /run/memcached
      timeout 1 /usr/share/memcached/scripts/systemd-memcached-wrapper ${path} || [ $? = 124 ]`,
    complaint: /\S/,
  },
  {
    name: 'Valkey starts with its configuration',
    claims: at(/^\/etc\/valkey\/.*\.conf$/),
    // It cannot only check it. Whoever got as far as serving is stopped; whoever ended before refused. Its accounts are made on the node.
    command: (path) => `sed 's/^bind .*/bind 127.0.0.1/' ${path} > /run/valkey.conf
      echo 'user default on nopass ~* +@all' > "$(sed -n 's/^aclfile //p' ${path})"
      timeout 1 valkey-server /run/valkey.conf > /run/valkey.out || [ $? = 124 ] || { cat /run/valkey.out; exit 1; }`,
    complaint: /\S/,
  },
  {
    name: 'corosync accepts its configuration',
    claims: at(/^\/etc\/corosync\/.*\.conf$/),
    // The key is fetched on the node.
    command: (path) => `[ -e /etc/corosync/authkey ] || head -c 128 /dev/zero > /etc/corosync/authkey
      corosync -t -c ${path}`,
  },
  {
    name: 'Pacemaker accepts its configuration',
    claims: (file) => /\.xml$/.test(file.path) && /^<(crm_config|resources)>/.test(file.content),
    command: (path) => `{
        cibadmin --empty | grep -m 1 '^<cib '
        echo '<configuration>'
        grep -q '^<crm_config>' ${path} && cat ${path} || echo '<crm_config/>'
        echo '<nodes/>'
        # Properties alone would want for a fencing device.
        grep -q '^<resources>' ${path} && cat ${path} || echo '<resources><primitive id="f" class="stonith" type="f"/></resources>'
        echo '<constraints/></configuration><status/></cib>'
      } > /run/cib.xml
      crm_verify -V -x /run/cib.xml`,
    complaint: /warning|error/,
  },
  {
    name: 'the NFS server accepts its exports',
    claims: at(/^\/etc\/exports\.d\//),
    // The folders are made on the node.
    command: (path) => `cut -d ' ' -f 1 ${path} | xargs mkdir -p; exportfs -ra`,
    complaint: /\S/,
  },
  {
    name: 'the NFS server knows its settings',
    claims: at(/^\/etc\/nfs\.conf\.d\//),
    // It says nothing about a key that it does not know, but Debian's file names them all, in comments.
    command: (path) => `sed -nE 's/^([a-z0-9-]+)=.*/\\1/p' ${path} | while read -r key; do
        nfsconf --isset nfsd "$key" && grep -qE "^# *$key=" /etc/nfs.conf || { echo "unknown: $key"; exit 1; }
      done`,
  },
  {
    name: 'systemd accepts units and drop-ins',
    claims: at(/^\/etc\/systemd\/system\//),
    // A drill masks some in its root; manuals are not there.
    command: (path) => {
      const unit = /^(.*)\.d\/[^/]+\.conf$/.exec(path)?.[1]?.replace(/^.*\//, '');
      return unit === undefined
        ? `systemd-analyze verify --man=no ${path}`
        : `if [ "$(readlink /etc/systemd/system/${unit})" = /dev/null ]; then rm /etc/systemd/system/${unit}; fi
      systemd-analyze verify --man=no ${unit}`;
    },
    complaint: /\S/,
  },
  {
    name: 'shellcheck has nothing to say about scripts',
    programs: ['shellcheck'],
    claims: (file) => /^#!.*sh\b/.test(file.content) || /\.sh$/.test(file.path),
    command: (path) => `shellcheck -x ${/\.sh$/.test(path) ? '-s bash' : ''} ${path}`,
  },
  {
    name: 'the shell and systemd read the same from files of variables',
    claims: at(/\.env$/),
    command: (path) => `! grep -nvE "^[A-Z][A-Z0-9_]*=([A-Za-z0-9_@%+=:,./-]*|'[^']*')$" ${path}`,
  },
  {
    name: 'shellcheck has nothing to say about setup steps, questions about health and renewals',
    programs: ['shellcheck'],
    claims: at(/^\/usr\/local\/lib\/nospof\/(setup|health|renew)\.d\//),
    command: (path) => `{ echo '. /usr/local/lib/nospof/lib.sh'; cat ${path}; } | shellcheck -x -s bash -`,
  },
  {
    name: 'Python compiles scripts',
    claims: (file) => /\.py$/.test(file.path) || /^#!.*python/.test(file.content),
    command: (path) => `python3 -m py_compile ${path}`,
  },
  {
    name: 'JSON parses',
    claims: at(/\.json$/),
    command: (path) => `python3 -m json.tool ${path} > /dev/null`,
  },
];

/** Where Debian has the programs of a server, by the path of its configuration. */
function postgresqlPrograms(path: string): string {
  return `/usr/lib/postgresql/${path.split('/')[3]}/bin`;
}

function at(pattern: RegExp): (file: RenderedFile) => boolean {
  return (file) => pattern.test(file.path);
}

/** What a checker has against a file: nothing, or its output. */
export function objection(checker: Checker, outcome: Outcome): string | undefined {
  const said = `${outcome.stderr}${outcome.stdout}`;
  const refused = outcome.status !== 0 || checker.complaint?.test(said);
  return refused ? `status ${outcome.status}: ${said.slice(0, 3_000)}` : undefined;
}
