/** Record types that a resolver here knows, by their numbers (RFC 1035, 3.2.2). */
export const RECORD_TYPES = { A: 1, PTR: 12 } as const;

/** Outcomes (RFC 1035, 4.1.1). */
export const RESPONSE_CODES = { noError: 0, noSuchName: 3 } as const;

/** What a resolver is asked. */
export interface Question {
  /** In lower case, without the last dot. */
  readonly name: string;
  readonly type: number;
}

/** One record of an answer, about the name that was asked for. */
export interface DnsRecord {
  readonly type: number;
  readonly data: Buffer;
}

const HEADER = 12;
const CLASS_IN = 1;
/** A name that is the question's: a pointer to just behind the header. */
const SAME_NAME = 0xc000 | HEADER;
const RESPONSE = 0x8000;
const RECURSION_AVAILABLE = 0x0080;
/** Opcode and the wish for recursion are returned as they came. */
const COPIED_FLAGS = 0x7900;
const TTL_S = 60;

/** The question of a message; undefined where it is no query with exactly one. */
export function questionOf(message: Buffer): Question | undefined {
  if (message.length < HEADER || message.readUInt16BE(2) & RESPONSE || message.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = HEADER;
  for (;;) {
    const length = message[at];
    // Longer than a label may be: a compressed name, which no query has.
    if (length === undefined || length > 63 || at + length >= message.length) return undefined;
    at += 1;
    if (length === 0) break;
    labels.push(message.toString('latin1', at, at + length).toLowerCase());
    at += length;
  }
  if (at + 4 > message.length) return undefined;
  return { name: labels.join('.'), type: message.readUInt16BE(at) };
}

/** The response to a message whose question was read. */
export function response(message: Buffer, question: Question, code: number, records: readonly DnsRecord[]): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(message.readUInt16BE(0), 0);
  header.writeUInt16BE(RESPONSE | RECURSION_AVAILABLE | (message.readUInt16BE(2) & COPIED_FLAGS) | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  const asked = message.subarray(HEADER, HEADER + encodedName(question.name).length + 4);
  return Buffer.concat([header, asked, ...records.map(encodedRecord)]);
}

function encodedRecord({ type, data }: DnsRecord): Buffer {
  const fixed = Buffer.alloc(12);
  fixed.writeUInt16BE(SAME_NAME, 0);
  fixed.writeUInt16BE(type, 2);
  fixed.writeUInt16BE(CLASS_IN, 4);
  fixed.writeUInt32BE(TTL_S, 6);
  fixed.writeUInt16BE(data.length, 10);
  return Buffer.concat([fixed, data]);
}

/** A name as a sequence of labels. */
export function encodedName(name: string): Buffer {
  const labels = name === '' ? [] : name.split('.');
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ]);
}
