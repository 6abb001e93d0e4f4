import { createHash, randomBytes } from 'node:crypto';
import type { AcknowledgedWrite } from '../judging/outcome';
import type { StreamName } from '../judging/streams';
import type { Ask, VisitAnswer } from './request';

/** A request, and what to make of its answer. */
export interface Visit {
  readonly ask: Ask;
  readonly judge: (answer: VisitAnswer) => Judged;
}

/** An answer that was what the visitor wanted, with what it acknowledged; or what is wrong with it. */
export type Judged =
  | { readonly error: string }
  | { readonly error?: undefined; readonly acknowledged?: AcknowledgedWrite };

/** Visitors whose sessions are counted in turn, so that two requests for one session seldom meet. */
const SESSIONS = 20;

const GOOD: Judged = {};

/**
 * What visitors of the sample site ask for (site/README.md). Every write carries a token that no other has; a repeated one has
 * the same, and the site takes it once.
 */
export class Visits {
  readonly #run = randomBytes(4).toString('hex');
  #count = 0;
  #sessionCount = 0;
  #newestFile: { readonly name: string; readonly content: string } | undefined;
  readonly #sessions = Array.from({ length: SESSIONS }, () => ({ name: randomBytes(16).toString('hex'), visits: 0 }));

  /** The next request of a stream; undefined while there is nothing to ask for. */
  next(stream: StreamName): Visit | undefined {
    this.#count += 1;
    switch (stream) {
      case 'page':
        return { ask: get('/'), judge: (answer) => expect(answer, 200) ?? page(answer) };
      case 'database-read':
        return { ask: get('/rows'), judge: (answer) => expect(answer, 200) ?? listing(answer) };
      case 'database-write':
        return this.#rowWrite();
      case 'file-write':
        return this.#fileWrite();
      case 'file-read':
        return this.#fileRead();
      case 'session-write':
        return this.#sessionWrite();
    }
  }

  #rowWrite(): Visit {
    const token = `${this.#run}-${this.#count}`;
    const body = new URLSearchParams({ token, text: token }).toString();
    return {
      ask: { method: 'POST', path: '/rows', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body },
      judge: (answer) => {
        const wrong = expect(answer, 201);
        if (wrong) return wrong;
        const id = field(answer, 'id');
        return typeof id === 'number' ? { acknowledged: { kind: 'row', token, id } } : content();
      },
    };
  }

  #fileWrite(): Visit {
    const text = `${this.#run}-${this.#count}\n`;
    const name = `${createHash('sha256').update(text).digest('hex').slice(0, 32)}.txt`;
    return {
      ask: { method: 'POST', path: '/uploads', headers: { 'Content-Type': 'text/plain' }, body: text },
      judge: (answer) => {
        const wrong = expect(answer, 201);
        if (wrong) return wrong;
        if (field(answer, 'name') !== name) return content();
        this.#newestFile = { name, content: text };
        return { acknowledged: { kind: 'file', name, content: text } };
      },
    };
  }

  /** Under an address that no cache knows: the page stream shows what caches do, this one the shared files. */
  #fileRead(): Visit | undefined {
    const file = this.#newestFile;
    if (!file) return undefined;
    return {
      ask: get(`/uploads/${file.name}?read=${this.#count}`),
      judge: (answer) => expect(answer, 200) ?? (answer.body === file.content ? GOOD : content()),
    };
  }

  #sessionWrite(): Visit {
    // Not by the count of all requests: its step is the number of streams, which may leave out every other session.
    this.#sessionCount += 1;
    const session = this.#sessions[this.#sessionCount % SESSIONS] ?? { name: '', visits: 0 };
    let acknowledgedBefore = session.visits;
    return {
      ask: { method: 'POST', path: '/session', headers: { Cookie: `session=${session.name}` }, body: '' },
      judge: (answer) => {
        const wrong = expect(answer, 200);
        if (wrong) return wrong;
        const visits = field(answer, 'visits');
        if (typeof visits !== 'number') return content();
        if (visits > acknowledgedBefore) {
          session.visits = Math.max(session.visits, visits);
          return { acknowledged: { kind: 'session', session: session.name, visits } };
        }
        // Once told, the visitor goes on with what he has.
        acknowledgedBefore = visits;
        session.visits = visits;
        return { error: 'session lost' };
      },
    };
  }
}

/** Where an acknowledged write is to be found, and whether that is it. */
export function readingBack(write: AcknowledgedWrite): Visit {
  switch (write.kind) {
    case 'row':
      return {
        ask: get(`/rows/${write.id}`),
        judge: (answer) => expect(answer, 200) ?? (field(answer, 'text') === write.token ? GOOD : content()),
      };
    case 'file':
      return {
        ask: get(`/uploads/${write.name}?read=back`),
        judge: (answer) => expect(answer, 200) ?? (answer.body === write.content ? GOOD : content()),
      };
    case 'session':
      return {
        ask: { ...get('/session'), headers: { Cookie: `session=${write.session}` } },
        judge: (answer) => {
          const visits = field(answer, 'visits');
          return expect(answer, 200) ?? (typeof visits === 'number' && visits >= write.visits ? GOOD : content());
        },
      };
  }
}

function get(path: string): Ask {
  return { method: 'GET', path };
}

function expect({ status }: VisitAnswer, wanted: number): { readonly error: string } | undefined {
  return status === wanted ? undefined : { error: String(status) };
}

function content(): { readonly error: string } {
  return { error: 'wrong content' };
}

function page({ body }: VisitAnswer): Judged {
  // The whole of it, with the visitor's own block in its place.
  return body.includes('</html>') && body.includes('This block came from') ? GOOD : content();
}

function listing(answer: VisitAnswer): Judged {
  return Array.isArray(json(answer)) ? GOOD : content();
}

function field(answer: VisitAnswer, name: string): unknown {
  const value = json(answer);
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}

function json({ body }: VisitAnswer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
