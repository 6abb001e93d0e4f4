import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';
import { effectiveLines } from '../../../model/rendered/harmless';
import { at, type Json, localOf, type Mutant, machines, type Original } from './mutant';

/** What machines are told: each file, each mention of another machine, each health check, gone one at a time. */
export function configuration(original: Original): Mutant[] {
  return machines(original).flatMap((address) => {
    const local = localOf(original.stack, address);
    const text: string = original.stack.locals[local];
    const own = at(original.stack, address).private_ip as string;
    const hosts = machines(original).map((one) => at(original.stack, one).private_ip as string);
    return [
      ...lines(address, local, text, (line) => hosts.some((host) => host !== own && has(line, host))),
      ...strangers(
        address,
        local,
        text,
        hosts.filter((host) => host !== own),
      ),
      ...lines(address, local, text, (line) => CHECKS.some((check) => check.test(line))),
      ...files(address, local, text, original),
      ...slips(address, local, text, original),
    ];
  });
}

/** Health checks, elections and what starts them. */
const CHECKS = [
  /^\s*default-server check/,
  /^\s*option httpchk/,
  /^\s*track_script/,
  /^\s*unicast_src_ip/,
  /^\s*serve /,
  /^\s*provider: corosync_votequorum/,
  /^\s*wsrep_on = ON/,
  /name="(stonith-enabled|no-quorum-policy)"/,
  /cibadmin/,
  /"promotable"/,
  /class="stonith"/,
  /associate-address/,
  /cluster\.quorum-type/,
  /^\s*layout=/,
  /^\s*web\.add_backend/,
];

/** Mentions of other machines that no redundancy hangs on. */
const OTHER_LINES = [
  // Whose word on the visitor's address is trusted, and who may purge pages.
  /RemoteIPInternalProxy/,
  /set_real_ip_from/,
  /^\s*"\d+\.\d+\.\d+\.\d+";$/,
];

function lines(address: string, local: string, text: string, chosen: (line: string) => boolean): Mutant[] {
  const all = text.split('\n');
  return all.flatMap((line, index): Mutant[] => {
    // Without the list, GlusterFS lets everybody in.
    if (!chosen(line) || line.includes('auth.allow') || OTHER_LINES.some((other) => other.test(line))) return [];
    return [
      {
        name: `${address} without line ${index + 1}: ${line.trim()}`,
        change: (copy) => {
          copy.locals[local] = all.filter((_, at) => at !== index).join('\n');
        },
      },
    ];
  });
}

/** Each mention of another machine, one at a time, becomes an address where nobody is. */
function strangers(address: string, local: string, text: string, hosts: readonly string[]): Mutant[] {
  const mention = new RegExp(
    `(?<![\\d.])(${hosts.map((host) => host.replaceAll('.', '\\.')).join('|')})(?![\\d.])`,
    'g',
  );
  return [...text.matchAll(mention)].flatMap((match): Mutant[] => {
    const start = text.lastIndexOf('\n', match.index) + 1;
    const line = text.slice(start, text.indexOf('\n', match.index));
    if (OTHER_LINES.some((other) => other.test(line))) return [];
    return [
      {
        name: `${address} has a stranger for ${match[0]} in: ${line.trim().slice(0, 60)}`,
        change: (copy) => {
          copy.locals[local] = `${text.slice(0, match.index)}10.99.99.99${text.slice(match.index + match[0].length)}`;
        },
      },
    ];
  });
}

function has(line: string, host: string): boolean {
  return new RegExp(`(?<![\\d.])${host.replaceAll('.', '\\.')}(?![\\d.])`).test(line);
}

/** Each file of a machine that has peers. */
function files(address: string, local: string, text: string, { claims }: Original): Mutant[] {
  if (!claims.services.some(({ members }) => members.length > 1 && members.includes(address))) return [];
  const document = parseDocument(text.replaceAll('$${', '${').replaceAll('%%{', '%{'));
  const paths: string[] = (document.toJS() as Json).write_files.map(({ path }: Json) => path);
  return paths.map(
    (path): Mutant => ({
      name: `${address} without ${path}`,
      change: (copy) => {
        copy.locals[local] = withoutFile(text, path);
      },
    }),
  );
}

/** Lines in which one machine may be unlike its peers, and those that nobody reads. */
const FREE_LINES = [
  ...OTHER_LINES,
  /^\s*(#|$)/,
  /^\s*priority \d+$/,
  /^\s*server_id = /,
  /^\s*OnCalendar=\*/,
  /^\s*\d+\.\d+\.\d+\.\d+ +# /,
];

/** In each file of a machine that has peers, one line: missing, changed, and changed places with the next. */
function slips(address: string, local: string, text: string, { claims }: Original): Mutant[] {
  if (!claims.services.some(({ members }) => members.length > 1 && members.includes(address))) return [];
  const all = text.split('\n');
  const starts = all.flatMap((line, index) => (/^ - path: |^\w/.test(line) ? [index] : []));
  return starts.flatMap((start, which): Mutant[] => {
    const path = all[start]?.replace(' - path: ', '') ?? '';
    // What is done once is done by one of them.
    if (path.endsWith('/40-galera')) return [];
    const lines = Array.from({ length: (starts[which + 1] ?? all.length - 1) - start - 1 }, (_, at) => start + 1 + at);
    const usable = lines.filter((at) => !FREE_LINES.some((free) => free.test(all[at] ?? '')));
    // Another one for each machine and file.
    const at = usable[(address.length * 31 + Number(address.slice(-1)) * 7 + start) % usable.length];
    if (at === undefined) return [];
    const read = (some: readonly string[]) => effectiveLines(path, some.join('\n')).map((one) => one.line);
    const edit = (name: string, lines: readonly string[], count: number): readonly Mutant[] => {
      // What its daemon reads alike is no mutant: a brace that changes places with one of another indent.
      if (isDeepStrictEqual(read(all.slice(at, at + count)), read(lines))) return [];
      return [
        {
          name: `${address}, ${path}: line ${at + 1} ${name}: ${all[at]?.trim()}`,
          change: (copy) => {
            copy.locals[local] = all.toSpliced(at, count, ...lines).join('\n');
          },
        },
      ];
    };
    const [line = '', next = ''] = all.slice(at, at + 2);
    const swaps = usable.includes(at + 1) && line !== next;
    return [
      ...edit('missing', [], 1),
      ...edit('changed', [`${line} x`], 1),
      ...(swaps ? edit('late', [next, line], 2) : []),
    ];
  });
}

/** The text of a cloud-config without one entry of `write_files`, which is a list of blocks. */
function withoutFile(text: string, path: string): string {
  const [head = '', ...entries] = text.split(/^(?= ?- path: )/m);
  const kept = entries.filter((entry) => !entry.includes(`- path: ${path}\n`));
  if (kept.length === entries.length) throw new Error(`no entry of ${path}`);
  const lost = entries.find((entry) => !kept.includes(entry)) ?? '';
  // The last entry has the rest of the document behind it.
  const rest = /^\w[\s\S]*/m.exec(lost)?.[0] ?? '';
  return [head, ...kept, rest].join('');
}
