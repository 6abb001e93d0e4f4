/** A resource's address before and after. */
export interface Move {
  /** `aws_eip_association.*_address`; `*` stands for the same letters, digits and underscores on both sides. */
  readonly from: string;
  readonly to: string;
}

/**
 * Addresses that a release of nospof gave another name, oldest first. Terraform would destroy what it finds under the old
 * name and make it anew; a `moved` block in every stack tells it that both are one. Lines are added, never removed: a
 * site may skip releases.
 */
export const RENAMES: readonly Move[] = [];

/** The former addresses of what a stack holds, those before them too. Complexity: addresses × renames. */
export function movesOf(addresses: Iterable<string>, renames: readonly Move[] = RENAMES): readonly Move[] {
  const moves: Move[] = [];
  const open = renames.length > 0 ? [...addresses] : [];
  const seen = new Set(open);
  for (const address of open) {
    for (const rename of renames) {
      const from = renamed(address, rename);
      // An address that is in use again is not what it was.
      if (from === undefined || seen.has(from)) continue;
      seen.add(from);
      open.push(from);
      moves.push({ from, to: address });
    }
  }
  return moves.sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** What the rename's new pattern made of an address, undone. */
function renamed(address: string, { from, to }: Move): string | undefined {
  const pattern = new RegExp(`^${to.replaceAll('.', '\\.').replace('*', '(\\w+)')}$`);
  const match = pattern.exec(address);
  return match ? from.replace('*', match[1] ?? '') : undefined;
}
