/**
 * One kind of request that visitors make at a fixed rate. `page`: the home page, which a page cache keeps. `database-…`: the
 * guest book. `file-…`: uploads on the shared file system. `session-write`: a counter in the session servers.
 */
export type StreamName = 'page' | 'database-read' | 'database-write' | 'file-read' | 'file-write' | 'session-write';

/** What a stream shows. */
export interface StreamFacts {
  /** The goal that it is part of: a goal works while all its streams do. */
  readonly goal: 'serve' | 'write' | 'upload';
  /** The part of the application that it needs; without one, every site has it. */
  readonly part?: 'database' | 'uploads' | 'sessions';
  /** Whether an answer acknowledges something that must be there afterwards. */
  readonly writes: boolean;
  /** To a reader. */
  readonly title: string;
}

/** All streams, in the order of reports. */
export const STREAMS: Readonly<Record<StreamName, StreamFacts>> = {
  page: { goal: 'serve', writes: false, title: 'page' },
  'database-read': { goal: 'serve', part: 'database', writes: false, title: 'database read' },
  'database-write': { goal: 'write', part: 'database', writes: true, title: 'database write' },
  'session-write': { goal: 'write', part: 'sessions', writes: true, title: 'session write' },
  'file-read': { goal: 'upload', part: 'uploads', writes: false, title: 'file read' },
  'file-write': { goal: 'upload', part: 'uploads', writes: true, title: 'file write' },
};

export const STREAM_NAMES: readonly StreamName[] = [
  'page',
  'database-read',
  'database-write',
  'session-write',
  'file-read',
  'file-write',
];
