/** What is missing where a claim is not borne out. */
export type GapCode =
  /** The member is not in the Terraform. */
  | 'no-such-member'
  /** Its availability zone cannot be told from another's. */
  | 'unknown-zone'
  /** Its address lies outside its subnet. */
  | 'address-outside-subnet'
  /** Its address is somebody else's, too. */
  | 'address-taken'
  /** Its data volume is not attached, or cannot be from where it stands. */
  | 'no-volume'
  /** Its configuration cannot be read. */
  | 'unreadable-configuration'
  /** Its configuration is not its own, or lacks what brings it to running services. */
  | 'wrong-configuration'
  /** It lacks a file or a unit that all its peers have. */
  | 'peer-drift'
  /** Terraform, its provider or AWS refuses it, so that nothing of the stack comes to stand. */
  | 'refused'
  /** It is not what synthesis rendered, and no rule judges the difference. */
  | 'not-as-rendered'
  /** Its network or one of its firewalls is not there, or no name can be looked up in it. */
  | 'no-network'
  /** Its role may not fetch what it needs to be built. */
  | 'no-right'
  /** It cannot fetch packages and secrets when it is built. */
  | 'no-egress'
  /** Visitors cannot reach it. */
  | 'closed-to-visitors'
  /** Its firewall, or the other side's, does not let a port through. */
  | 'closed-port'
  /** The caller's configuration does not name it. */
  | 'not-named'
  /** The callee's configuration does not let the caller in. */
  | 'not-admitted'
  /** The caller would not notice that it is dead. */
  | 'no-health-check'
  /** No setup step starts what does the work. */
  | 'not-started'
  /** It cannot take over the site's address. */
  | 'no-takeover'
  /** It is not one of a group that elects by majority. */
  | 'no-quorum'
  /** It does not hold a replica. */
  | 'no-replica';

/** How a member differs from its peers: a line or a part that it lacks, or has alone, or lines in another order. */
export type PeerDrift =
  | { readonly kind: 'lacks' | 'adds'; readonly line: string }
  | { readonly kind: 'lacks'; readonly part: string }
  | { readonly kind: 'order' };

/** A claim without evidence. */
export interface Gap {
  readonly code: GapCode;
  /** The claims that lose by it: a service (`db.write`), or a need (`web.write → db.write`). */
  readonly claims: readonly string[];
  /** Terraform address of the member, or of the caller. */
  readonly subject: string;
  /** What was looked for, as `a server line for 10.20.18.32 (web_1)`. */
  readonly lookedFor: string;
  /** Where it was looked for, as `/etc/haproxy/haproxy.cfg of balancer_1`. */
  readonly where: string;
  /** Only of code `peer-drift`. */
  readonly drift?: PeerDrift;
}

/** Gaps that say the same of several claims, as one; sorted. */
export function merged(gaps: readonly Gap[]): readonly Gap[] {
  const byText = new Map<string, Gap>();
  for (const gap of gaps) {
    const key = [gap.code, gap.subject, gap.lookedFor, gap.where].join('\n');
    const claims = new Set([...(byText.get(key)?.claims ?? []), ...gap.claims]);
    byText.set(key, { ...gap, claims: [...claims].sort() });
  }
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap);
}

/** The name of a resource in a sentence: `web_1` of `aws_instance.web_1`. */
export function shortName(address: string): string {
  return address.slice(address.indexOf('.') + 1);
}
