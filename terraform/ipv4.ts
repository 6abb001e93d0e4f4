/** An IPv4 address as a number; undefined where the text is none. */
export function ipv4(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (!parts?.every((part) => part <= 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** Whether an address lies in a block such as `10.20.0.0/19`. */
export function inBlock(address: string, block: string): boolean {
  const [base, length] = block.split('/');
  const at = ipv4(address);
  const from = ipv4(base ?? '');
  const bits = length === undefined ? 32 : Number(length);
  if (at === undefined || from === undefined || !Number.isInteger(bits) || bits < 0 || bits > 32) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(at / size) === Math.floor(from / size);
}

/** Whether two blocks have addresses in common: of two that do, one lies in the other. */
export function overlap(one: string, other: string): boolean {
  return inBlock(one.split('/')[0] ?? '', other) || inBlock(other.split('/')[0] ?? '', one);
}
