/**
 * How something was taken that the Terraform leaves open. `worse`: as counting against the site. `better`: as not counting
 * against it, so that the verdict rests on it. `unread`: it was not read at all and may stand on the visitors' way, so that
 * nothing good can be said for certain. `told`: said for the reader, nothing hangs on it.
 */
export type Taken = 'worse' | 'better' | 'unread' | 'told';

/** Every code of a note, and how what it says was taken. Sentences for people are made in the report. */
export const NOTE_CODES = {
  // Who calls whom
  'may-depend': 'worse',
  'refers-to': 'worse',
  'unreadable-rules': 'worse',
  'unknown-environment': 'worse',
  'lets-nothing-out': 'better',
  'calls-back': 'better',
  'open-to-people': 'better',
  peers: 'better',
  'not-called': 'better',
  'without-name': 'better',
  'discovered-tasks': 'better',
  'assumed-to-call-all': 'worse',
  // Data
  'unknown-standby': 'worse',
  'standby-without-zone': 'worse',
  'unknown-nodes': 'worse',
  'no-takeover-of-node': 'worse',
  'parts-of-data': 'worse',
  'nodes-without-zone': 'worse',
  'nodes-in-one-zone': 'worse',
  'may-share-zone': 'worse',
  'unclear-members': 'worse',
  'no-members': 'worse',
  'proxy-without-target': 'worse',
  'unclear-mount-target': 'worse',
  'no-mount-target': 'worse',
  'service-elsewhere': 'better',
  // Places
  'unknown-zone': 'worse',
  'one-of-zones': 'worse',
  'unknown-zones': 'worse',
  'spread-evenly': 'better',
  'balancer-zones': 'better',
  'default-network': 'worse',
  'unknown-region': 'told',
  'unknown-way-out': 'better',
  'unused-gateway': 'better',
  'possible-way-out': 'worse',
  // How many
  'unknown-count': 'worse',
  'unknown-size': 'worse',
  'may-shrink': 'worse',
  'keeps-size': 'better',
  'above-largest': 'worse',
  'may-fall-to-none': 'better',
  'unknown-tasks': 'worse',
  'shared-instances': 'worse',
  // Balancing
  'unknown-cross-zone': 'worse',
  'unreadable-target-rules': 'worse',
  'possible-target': 'better',
  'closed-target': 'worse',
  'target-outside-zones': 'worse',
  'forwards-elsewhere': 'worse',
  'forwards-nowhere': 'worse',
  'no-targets': 'worse',
  'unclear-targets': 'worse',
  'empty-default-group': 'better',
  'waiting-group': 'better',
  'no-target-check': 'worse',
  // Where visitors come in
  'inner-entrance': 'told',
  'leads-elsewhere': 'worse',
  'derived-name': 'better',
  'not-an-entrance': 'better',
  'no-web-port': 'better',
  'record-elsewhere': 'better',
  'record-target-elsewhere': 'worse',
  'unclear-record': 'worse',
  'several-addresses': 'worse',
  'no-failover-check': 'worse',
  'given-out-dead': 'worse',
  'unknown-enabled': 'worse',
  disabled: 'better',
  'further-paths': 'worse',
  'unknown-origin': 'worse',
  'no-entrance': 'told',
  'any-member': 'better',
  // What was not read
  'network-list': 'better',
  'regional-services': 'better',
  'unread-module': 'unread',
  'unread-beside': 'unread',
  'unread-far-reaching': 'unread',
  'unread-type': 'unread',
  'unread-provider': 'unread',
  'unread-data': 'unread',
  'harmless-module': 'better',
  'other-configuration': 'worse',
  'other-source': 'worse',
  'default-workspace': 'better',
  // Of stacks with claims
  'unknown-zone-of-claim': 'told',
  'ambiguous-zone': 'worse',
  'unreadable-machine': 'worse',
  'claims-without-digests': 'better',
  'accepted-unread': 'better',
  'accepted-elsewhere': 'told',
} as const satisfies Readonly<Record<string, Taken>>;

export type NoteCode = keyof typeof NOTE_CODES;

/** What the Terraform leaves open, and of what. */
export interface Note {
  readonly code: NoteCode;
  /** What it is about: Terraform addresses, elements, or types of resources; sorted. */
  readonly subjects: readonly string[];
  /** The other side, as what is called; sorted. @default - there is none */
  readonly others?: readonly string[];
  /** An expression, a number or a reason from the Terraform. @default - there is none */
  readonly detail?: string;
}

/** Collects notes; those that differ in their subjects alone become one. */
export class Notes {
  readonly #notes = new Map<string, { readonly note: Note; readonly subjects: Set<string> }>();

  add(code: NoteCode, subjects: string | readonly string[], { others, detail }: NoteDetails = {}): void {
    const sorted = others && [...new Set(others)].sort();
    const key = JSON.stringify([code, sorted, detail]);
    const known = this.#notes.get(key) ?? {
      note: {
        code,
        subjects: [],
        ...(sorted === undefined ? {} : { others: sorted }),
        ...(detail === undefined ? {} : { detail }),
      },
      subjects: new Set<string>(),
    };
    for (const one of typeof subjects === 'string' ? [subjects] : subjects) known.subjects.add(one);
    this.#notes.set(key, known);
  }

  addNote({ code, subjects, ...details }: Note): void {
    this.add(code, subjects, details);
  }

  /** By code, then by what they are about. */
  get all(): readonly Note[] {
    const notes = [...this.#notes.values()].map(({ note, subjects }) => ({ ...note, subjects: [...subjects].sort() }));
    return notes.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  }
}

export type NoteDetails = Pick<Note, 'others' | 'detail'>;

/** What was not read, and may stand on or behind the visitors' way. */
export function unreadOf(notes: readonly Note[]): readonly Note[] {
  return notes.filter(isUnread);
}

/** Whether a note is of something that was not read. */
export function isUnread({ code }: Note): boolean {
  return NOTE_CODES[code] === 'unread';
}

function sortKey({ code, subjects, others = [], detail = '' }: Note): string {
  return [code, subjects.join(), others.join(), detail].join('\n');
}
