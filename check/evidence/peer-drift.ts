import { effectiveLines, isHarmlessAddition } from '../../model/rendered/harmless';
import type { NodeFacts } from '../../terraform/nodes';
import { type PeerDrift, shortName } from './gap';
import type { NodeGap } from './node-gap';
import { configuredName, type EvidenceContext } from './site';

/** A line that may differ from peer to peer. */
interface Variable {
  readonly path: RegExp;
  readonly line: RegExp;
  /** What all have in its place. @default - it need not be there */
  readonly as?: string;
}

/** What differs from one of several machines to the next, besides its name and its addresses. */
const VARIABLE: readonly Variable[] = [
  { path: /^\/etc\/keepalived\//, line: /^\s*priority \d+$/, as: 'priority' },
  // That each knows the others is looked at where the address is taken over.
  { path: /^\/etc\/keepalived\//, line: /^\s*\d+\.\d+\.\d+\.\d+$/ },
  // An arbiter's; whether they suffice is looked at where replicas are.
  { path: /^\/usr\/local\/sbin\/nospof-data-volume$/, line: /^\s*bytes_per_inode=\d+$/, as: 'bytes_per_inode' },
  { path: /^\/etc\/mysql\//, line: /^\s*server_id = \d+$/, as: 'server_id' },
  {
    path: /^\/etc\/systemd\/system\/apt-daily-upgrade\.timer\.d\//,
    line: /^\s*OnCalendar=\*-\*-\* /,
    as: 'OnCalendar',
  },
  // One renews the certificate before the others, which only fetch it.
  { path: /^\/usr\/local\/sbin\/nospof-tls$/, line: /\brank=\d+ days=\d+$/, as: 'rank' },
];

/** Steps to which one of the peers adds what is done once. */
const ONCE = /^\/usr\/local\/lib\/nospof\/setup\.d\/40-galera$/;

/**
 * Line by line, interchangeable machines have the same configuration but for who they are: what one alone lacks, or has alone, is a
 * slip that no rule of its own looks for. Where two differ, which of them is right is not known, and neither stands in for
 * the other. O(text of all), and nothing but a comparison for files that all have alike.
 */
export function driftingLines(
  members: readonly NodeFacts[],
  site: EvidenceContext,
): ReadonlyMap<string, readonly NodeGap[]> {
  const gaps = new Map<string, NodeGap[]>(members.map(({ address }) => [address, []]));
  if (members.length < 2) return gaps;
  const names = new Set(members.flatMap(({ machine }) => [...machine.parts.keys()]));
  for (const name of names) {
    const texts = members.flatMap((node) => {
      const text = node.machine.parts.get(name);
      return text === undefined ? [] : [{ node, text }];
    });
    if (same(texts.map(({ text }) => text)) || same(texts.map(({ node, text }) => impersonal(node, site)(text))))
      continue;
    for (const [address, drift] of differing(name, texts, site)) {
      gaps.get(address)?.push({
        code: 'peer-drift',
        lookedFor: soughtOf(drift),
        drift,
        where: `${name} of ${shortName(address)}`,
      });
    }
  }
  return gaps;
}

/** What was looked for. */
export function soughtOf(drift: PeerDrift): string {
  if (drift.kind === 'order') return 'its lines in the order in which its peers have them';
  if ('part' in drift) return `${drift.part}, as all its peers have it`;
  const { kind, line } = drift;
  return kind === 'lacks' ? `the line '${line}', as its peers have it` : `no line '${line}', as its peers have none`;
}

function same(texts: readonly string[]): boolean {
  return texts.every((text) => text === texts[0]);
}

interface Rendered {
  readonly node: NodeFacts;
  readonly text: string;
}

/** Whose configuration differs from that of its peers, and the first thing that does. */
function differing(name: string, texts: readonly Rendered[], site: EvidenceContext): ReadonlyMap<string, PeerDrift> {
  const variables = VARIABLE.filter(({ path }) => path.test(name));
  const raw = texts.map(({ node, text }) => {
    return {
      node,
      lines: numbered(essentialLines(name, text).flatMap((line) => withoutVariable(line, variables))),
    };
  });
  const counts = count(raw.map(({ lines }) => lines));
  const most = (line: string) => (counts.get(line) ?? 0) * 2 > texts.length;
  // A list of all members holds each one's own address: lines that most have stay as they are.
  const plain = raw.map(({ node, lines }) => {
    const own = impersonal(node, site);
    return { node, lines: numbered(lines.map((line) => (most(line) ? line : own(unnumbered(line))))) };
  });
  const plainCounts = count(plain.map(({ lines }) => lines));
  const found = new Map<string, PeerDrift>();
  for (const { node, lines } of plain) {
    const own = new Set(lines);
    const lacking = [...plainCounts].find(([line, times]) => times * 2 >= texts.length && !own.has(line));
    const extra = ONCE.test(name) ? undefined : lines.find((line) => (plainCounts.get(line) ?? 0) * 2 < texts.length);
    if (lacking && !(ONCE.test(name) && (lacking[1] ?? 0) === 1))
      found.set(node.address, { kind: 'lacks', line: shown(lacking[0]) });
    else if (extra !== undefined) found.set(node.address, { kind: 'adds', line: shown(extra) });
  }
  if (found.size > 0 || ONCE.test(name)) return found;
  const orders = plain.map(({ node, lines }) => ({ node, order: lines.join('\n') }));
  for (const { node, order } of orders) {
    const alike = orders.filter((other) => other.order === order).length;
    if (alike * 2 <= orders.length) found.set(node.address, { kind: 'order' });
  }
  return found;
}

/** Lines that count, but for those that one machine may have alone. */
function essentialLines(name: string, text: string): readonly string[] {
  const lines = effectiveLines(name, text);
  return lines.filter((_, index) => !isHarmlessAddition(name, lines, index)).map(({ line }) => line);
}

function count(all: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const lines of all) for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

/** Each line with how many of its kind are before it, so that one of two is missed. */
function numbered(lines: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const before = seen.get(line) ?? 0;
    seen.set(line, before + 1);
    return `${before}\0${line}`;
  });
}

function unnumbered(line: string): string {
  return line.slice(line.indexOf('\0') + 1);
}

function shown(line: string): string {
  return unnumbered(unnumbered(line)).trim();
}

function withoutVariable(line: string, variables: readonly Variable[]): readonly string[] {
  const variable = variables.find((one) => one.line.test(line));
  if (!variable) return [line];
  return variable.as === undefined ? [] : [variable.as];
}

/** Takes out of a line what only one machine can have: its name and its addresses. */
function impersonal({ address, privateIp, secondaryIps }: NodeFacts, site: EvidenceContext): (line: string) => string {
  const name = configuredName(address, site);
  const own: readonly (readonly [RegExp, string])[] = [
    [word(name), 'its own name'],
    ...(privateIp === undefined ? [] : [[word(privateIp), 'its own address'] as const]),
    ...secondaryIps.map((second) => [word(second), 'its second address'] as const),
  ];
  return (line) => own.reduce((text, [pattern, by]) => text.replace(pattern, by), line);
}

function word(text: string): RegExp {
  return new RegExp(`(?<![\\w.-])${text.replaceAll('.', '\\.')}(?![\\w.-])`, 'g');
}
