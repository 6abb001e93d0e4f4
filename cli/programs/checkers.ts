import { haproxyWords } from '../../terraform/machine/haproxy';

/** A program's objection to a file. */
export interface Objection {
  /** @default - it names none */
  readonly file?: string;
  /** From 1. @default - it names none */
  readonly line?: number;
  readonly words: string;
}

/** How a program is asked whether it would take a machine's configuration. */
export interface ProgramChecker {
  /** What people call it. */
  readonly program: string;
  /** As it is called below `/usr/sbin` or `/usr/bin`, or a whole path. @default - `program` */
  readonly binary?: (paths: readonly string[]) => string;
  /** Files that it reads itself: where a machine has one of them, it is asked. */
  readonly reads: RegExp;
  /** Files of the machine that lie beside them. @default - none */
  readonly beside?: RegExp;
  /** Why a line of these files must not be read by the program here: it would run something. @default - none does */
  readonly runs?: (line: string) => string | undefined;
  /** Shell command that prints its version. */
  readonly version: string;
  /**
   * Shell commands that make what setup makes on a node, and ask. They know no name that is not one of these.
   * @param paths of the files that it reads
   */
  readonly ask: (paths: readonly string[], texts: readonly string[]) => string;
  /** Objections in a line of what it said. */
  readonly objection: RegExp;
  /** Brings what it says of one objection into one line. @default - it stands so */
  readonly joined?: (said: string) => string;
  /** Lines that it says only because of where it is asked, or that say nothing. @default - none */
  readonly ignore?: RegExp;
  /** What it ends with that is the place's fault, after it has taken the file. @default - nothing */
  readonly excused?: RegExp;
}

const words = (line: string) => line.trim().split(/\s+/);

/** A directive of these names, whatever the case. */
const named = (pattern: RegExp) => (line: string) => {
  const [word = ''] = words(line);
  return pattern.test(word) ? word : undefined;
};

/** PEM files that setup makes before the first start, by the words of haproxy's configuration. */
function certificates(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) =>
    text.split('\n').flatMap((line) => {
      const all = haproxyWords(line);
      return all.flatMap((word, at) => (all[at - 1] === 'crt' && /^\/etc\/[\w./-]+\.pem$/.test(word) ? [word] : []));
    }),
  );
  return [...new Set(found)].filter((path) => !path.includes('..')).sort();
}

export const PROGRAM_CHECKERS: readonly ProgramChecker[] = [
  {
    program: 'haproxy',
    reads: /^\/etc\/haproxy\/[\w.-]+\.cfg$/,
    beside: /^\/etc\/haproxy\//,
    runs: (line) => {
      const [word = ''] = haproxyWords(line);
      return /^(lua-|module-|wurfl|51degrees|deviceatlas)/.test(word) ? word : undefined;
    },
    version: 'haproxy -v | head -n 1',
    ask: (paths, texts) =>
      [
        ...certificates(texts).map(
          (pem) => `mkdir -p "$(dirname ${pem})"
[ -e ${pem} ] || { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -keyout ${pem} -out /tmp/c 2>/dev/null; cat /tmp/c >> ${pem}; }`,
        ),
        `haproxy -c ${paths.map((path) => `-f ${path}`).join(' ')}`,
      ].join('\n'),
    objection:
      /\[(?:ALERT|WARNING)\].*? : (?:config : )?(?:parsing \[(?<file>\/[^\]:]+):(?<line>\d+)\] ?: ?)?(?<words>.+)/,
    ignore:
      /(?:Error\(s\)|Fatal errors|errors?) found in configuration|Warnings were found|Configuration file is valid/,
  },
  {
    program: 'keepalived',
    reads: /^\/etc\/keepalived\/[\w.-]+\.conf$/,
    beside: /^\/etc\/keepalived\//,
    version: 'keepalived -v 2>&1 | head -n 1',
    // 5: all is right but for the scripts, which are not here.
    ask: ([path = '']) => `keepalived -t -f ${path} || [ $? = 5 ]`,
    objection: /^(?:\((?<file>\/[^:]+): Line (?<line>\d+)\) )?(?<words>\S.*)/,
    // It asks for the scripts' owners and for a machine of its own.
    ignore:
      /^(Unable to read build config|SECURITY VIOLATION|WARNING - default user|.*(keepalived_script|[Tt]rack script|[Ss]cript .* not (found|accessible|executable)|[Uu]nable to access script|Disabling track script))/,
  },
  {
    program: 'varnishd',
    reads: /^\/etc\/varnish\/[\w.-]+\.vcl$/,
    beside: /^\/etc\/varnish\//,
    runs: (line) => {
      if (/C\{/.test(line)) return 'C{';
      return /\bimport\s+\w+\s+from\b/.test(line) ? 'import … from' : undefined;
    },
    version: 'varnishd -V 2>&1 | head -n 1',
    ask: ([path = '']) =>
      `varnishd -n /var/lib/varnish/nospof -C -f ${path} > /tmp/c-code 2>&1 || { cat /tmp/c-code; exit 1; }`,
    joined: (said) =>
      said
        .split(/^Message from VCC-compiler:$/m)
        .slice(1)
        .map((one) => {
          const [, file = '', line = ''] = /\('([^']+)' Line (\d+) Pos \d+\)/.exec(one) ?? [];
          return `${file}:${line}: ${one.trim().split('\n')[0]}`;
        })
        .concat([...said.matchAll(/^Error: (.*)$/gm)].map(([, words]) => `:: ${words}`))
        .join('\n'),
    objection: /^(?:(?<file>\/[^:]+):(?<line>\d+)|:): (?<words>.+)/,
  },
  {
    program: 'mariadbd',
    reads: /^\/etc\/mysql\/(?:[\w.-]+\/)*[\w.-]+\.cnf$/,
    runs: (line) => {
      const [, name = '', value = ''] = /^\s*([\w-]+)\s*=?\s*(.*)$/.exec(line) ?? [];
      const key = name.replaceAll('-', '_');
      if (/^(loose_)?plugin_(dir|load|load_add)$/.test(key))
        return /^[\w.,;=]*$/.test(value) && !/dir/.test(key) ? undefined : name;
      return /^(loose_)?(wsrep_provider|lc_messages_dir|character_sets_dir)$/.test(key) &&
        !/^"?\/usr\/[\w./-]*"?\s*$/.test(value)
        ? name
        : undefined;
    },
    version: "mariadbd --version | cut -d ' ' -f 1-4",
    ask: () => 'mariadbd --help --verbose > /tmp/help',
    objection: /^.*(?:\[ERROR\]|adjusted to|unknown|deprecated|[Ww]rong|error:).*$/,
    ignore: /max_open_files|Could not open mysql\.plugin|Failed to guess|MAC address/,
  },
  {
    program: 'postgres',
    binary: ([path = '']) => `/usr/lib/postgresql/${path.split('/')[3]}/bin/postgres`,
    reads: /^\/etc\/postgresql\/\d+\/main\/postgresql\.conf$/,
    beside: /^\/etc\/postgresql\//,
    runs: named(/preload_libraries\b/i),
    version: '$binary --version',
    ask: ([path = '']) => `$binary -C data_directory -D "$(dirname ${path})"`,
    objection:
      /^.*?(?:LOG|WARNING|FATAL): +(?<words>.*?)(?: in file "(?<file>\/[^"]+)"(?: line (?<line>\d+))?(?:, near .*)?)?$/,
    ignore: /skipping missing configuration file|contains errors/,
  },
  {
    program: 'corosync',
    reads: /^\/etc\/corosync\/[\w.-]+\.conf$/,
    version: 'corosync -v | head -n 1',
    ask: ([path = '']) =>
      `mkdir -p /var/lib/corosync; head -c 128 /dev/zero > /etc/corosync/authkey; corosync -t -c ${path}`,
    objection:
      /^.*(?:error|crit|alert)\s*\[\w+ *\] (?:parse error in config: )?(?:(?:[Ll]ine (?<line>\d+))[: ]*)?(?<words>.+)/,
    ignore: /exiting with status/,
  },
  {
    program: 'nginx',
    reads: /^\/etc\/nginx\/nginx\.conf$/,
    beside: /^\/etc\/(nginx|nospof)\//,
    runs: (line) =>
      /\b(load_module|perl\w*|\w*_by_lua\w*|lua_\w+|js_\w+|ssl_engine)\b/.exec(line.replace(/^\s*#.*/, ''))?.[1],
    version: 'nginx -v 2>&1',
    ask: ([path = '']) => `mkdir -p /srv/data /etc/nospof/secrets /var/log/nginx /var/lib/nginx
[ -e /etc/nospof/secrets/fastcgi.conf ] || : > /etc/nospof/secrets/fastcgi.conf
nginx -t -c ${path}`,
    objection: /\[(?:warn|emerg|alert|crit|error)\] (?:\d+#\d+: )?(?<words>.*?)(?: in (?<file>\/\S+):(?<line>\d+))?$/,
    ignore: /the "user" directive makes sense only|test failed|could not open error log file|chown\(.*\) failed/,
    // Once it has taken the whole file, root gives folders to its user; one who is root in his own namespace alone cannot.
    excused: /chown\(.*\) failed \((22: Invalid argument|1: Operation not permitted)\)/,
  },
  {
    program: 'apache2',
    reads: /^\/etc\/apache2\/apache2\.conf$/,
    beside: /^\/etc\/(apache2|nospof)\//,
    runs: (line) => {
      const [word = ''] = words(line);
      if (/\$\{/.test(word)) return word;
      if (/^Load(Module|File)$/i.test(word))
        return /\s"?(\/usr\/lib\/apache2\/)?modules\/\w+\.so"?\s*$/.test(line) ? undefined : word;
      if (/^ServerRoot$/i.test(word)) return /\s"?\/(etc|usr\/lib)\/apache2\/?"?\s*$/.test(line) ? undefined : word;
      return /^<?(Perl|Lua)|^SSLPassPhraseDialog$/i.test(word) ? word : undefined;
    },
    version: 'apache2 -v | head -n 1',
    ask: ([path = '']) => `mkdir -p /run/apache2 /run/lock/apache2 /var/log/apache2
export APACHE_RUN_USER=www-data APACHE_RUN_GROUP=www-data APACHE_PID_FILE=/run/apache2/apache2.pid APACHE_RUN_DIR=/run/apache2 \\
  APACHE_LOCK_DIR=/run/lock/apache2 APACHE_LOG_DIR=/var/log/apache2
apache2 -t -f ${path}`,
    joined: (said) => said.replace(/( of \/[^:\n]+:)\n/g, '$1 '),
    objection: /^(?:.*?AH\d+: )?(?:.*?Syntax error on line (?<line>\d+) of (?<file>\/[^:]+): )?(?<words>.*)/,
    ignore: /^Syntax OK|AH00558|^Action '|The Apache error log may have more/,
  },
  {
    program: 'php-fpm',
    binary: ([path = '']) => `php-fpm${path.split('/')[3]}`,
    reads: /^\/etc\/php\/[\d.]+\/fpm\//,
    runs: named(/^(zend_)?extension\b|^opcache\.preload|^php_admin_value\[(zend_)?extension/i),
    version: '$binary -v | head -n 1',
    ask: () => 'mkdir -p /run/php; $binary -t',
    objection: /^(?:.*\b(?:ERROR|WARNING): )?(?:\[(?<file>\/[^\]:]+):(?<line>\d+)\] )?(?<words>.+)/,
    ignore: /test is successful|'user' directive is ignored|'group' directive is ignored|FPM initialization failed/,
  },
];

/** What a program objects to, of what it said; at least its last words, where it refused. */
export function objectionsOf(checker: ProgramChecker, status: number, said: string): readonly Objection[] {
  const matters = (line: string) => line.trim() !== '' && checker.ignore?.test(line.trim()) !== true;
  const found = (checker.joined?.(said) ?? said).split('\n').flatMap((line): Objection[] => {
    const match = matters(line) ? checker.objection.exec(line) : null;
    if (match === null) return [];
    const { file, line: at, words: text = match[0] } = match.groups ?? {};
    return [{ ...(file !== undefined && { file }), ...(at !== undefined && { line: Number(at) }), words: text.trim() }];
  });
  if (found.length > 0 || status === 0 || checker.excused?.test(said)) return found;
  return [{ words: said.split('\n').filter(matters).at(-1)?.trim() ?? `it ended with status ${status}` }];
}
