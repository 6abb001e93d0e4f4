import type { AcknowledgedWrite, RequestRecord } from './outcome';

/** All that the site has acknowledged in a drill: it must be there at the end, whatever happened since. */
export class Ledger {
  readonly #writes = new Map<string, AcknowledgedWrite>();
  #unseen = new Set<string>();

  add(requests: readonly RequestRecord[]): void {
    for (const { acknowledged } of requests) if (acknowledged) this.#add(acknowledged);
  }

  /** What was acknowledged since this was asked last. */
  takeNew(): readonly AcknowledgedWrite[] {
    const found = [...this.#unseen].flatMap((key) => this.#writes.get(key) ?? []);
    this.#unseen = new Set();
    return found;
  }

  /** Sessions are kept in memory: where all their servers went at once, none can be asked for any more. */
  forgetSessions(): void {
    for (const [key, { kind }] of this.#writes) if (kind === 'session') this.#writes.delete(key);
  }

  /** Of a session its highest count alone. */
  get writes(): readonly AcknowledgedWrite[] {
    return [...this.#writes.values()];
  }

  #add(write: AcknowledgedWrite): void {
    const key = `${write.kind} ${nameOf(write)}`;
    const known = this.#writes.get(key);
    if (known?.kind === 'session' && write.kind === 'session' && known.visits >= write.visits) return;
    this.#writes.set(key, write);
    if (!known || write.kind === 'session') this.#unseen.add(key);
  }
}

/** What a write is called where one is missing. */
export function nameOf(write: AcknowledgedWrite): string {
  switch (write.kind) {
    case 'row':
      return write.token;
    case 'file':
      return write.name;
    case 'session':
      return write.session;
  }
}
