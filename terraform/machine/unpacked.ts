import { gunzipSync } from 'node:zlib';

/** Largest text of user data that is unpacked: EC2 takes 16 KiB of it, packed. */
const MAX_USER_DATA = 1024 * 1024;

/** User data in base64, compressed or not, as text; undefined where it is none. */
export function unpackedUserData(packed: string): string | undefined {
  const bytes = Buffer.from(packed, 'base64');
  try {
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const plain = isPacked ? gunzipSync(bytes, { maxOutputLength: MAX_USER_DATA }) : bytes;
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    return undefined;
  }
}
