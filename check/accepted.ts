import type { AcceptedDifference, AcceptedRisk, AcceptedUnread } from '../model/topology';
import type { RenderedDifference } from '../terraform/rendered';
import { type Note, Notes } from './note';

/** What stands for the part of a resource that is gone as a whole. */
const REMOVED = 'removed';

/** A difference from what was rendered that the site's owner lives with. */
export interface SeenDifference extends AcceptedDifference {
  /** First line that differs, of a file; missing of anything else. */
  readonly line?: number;
}

/** The differences that nobody accepts, and those that somebody does, with the reason. */
export function partedDifferences(
  all: readonly RenderedDifference[],
  accept: readonly AcceptedRisk[],
): { readonly open: readonly RenderedDifference[]; readonly accepted: readonly SeenDifference[] } {
  const key = (element: string, part: string) => JSON.stringify([element, part]);
  const risks = new Map(accept.flatMap((one) => ('differs' in one ? [[key(one.element, one.differs), one]] : [])));
  const riskOf = ({ subject, part = REMOVED }: RenderedDifference) => risks.get(key(subject, part));
  return {
    open: all.filter((one) => riskOf(one) === undefined),
    accepted: all.flatMap((one) => {
      const risk = riskOf(one);
      return risk ? [{ ...risk, ...(one.line !== undefined && { line: one.line }) }] : [];
    }),
  };
}

/** What is accepted besides single points of failure, as far as it is there. */
export interface AcceptedUnseen {
  /** What is there and was not judged. */
  readonly applies: readonly (SeenDifference | AcceptedUnread)[];
  /** What is not. */
  readonly stale: readonly (AcceptedDifference | AcceptedUnread)[];
}

/** @param notes as `withAcceptedUnread` gives them */
export function acceptedUnseen(
  accept: readonly AcceptedRisk[],
  differences: readonly SeenDifference[],
  notes: readonly Note[],
): AcceptedUnseen {
  const unread = new Set(notes.flatMap(({ code, subjects }) => (code === 'accepted-unread' ? subjects : [])));
  const differs = new Set(differences.map((one) => JSON.stringify([one.element, one.differs])));
  const applied = (one: AcceptedDifference | AcceptedUnread) =>
    'differs' in one ? differs.has(JSON.stringify([one.element, one.differs])) : unread.has(one.element);
  const others = accept.flatMap((one) => ('goal' in one ? [] : [one]));
  return {
    applies: [...differences, ...others.flatMap((one) => ('unread' in one && applied(one) ? [one] : []))],
    stale: others.filter((one) => !applied(one)),
  };
}

/** What is accepted, and cannot be there: of a stack that nobody had in his hands yet, or of which resources are not compared. */
export function acceptedElsewhere(stale: AcceptedUnseen['stale']): readonly Note[] {
  const notes = new Notes();
  for (const one of stale)
    notes.add('accepted-elsewhere', one.element, { detail: 'differs' in one ? `differs: ${one.differs}` : 'unread' });
  return notes.all;
}

/** Notes in which what was not read, and is accepted, says so. */
export function withAcceptedUnread(notes: readonly Note[], accept: readonly AcceptedRisk[]): readonly Note[] {
  const risks = new Map(accept.flatMap((one) => ('unread' in one ? [[one.element, one.because]] : [])));
  const parted = new Notes();
  for (const note of notes) {
    const { code, subjects, others } = note;
    const isBeside = code === 'unread-beside' || code === 'unread-far-reaching';
    for (const subject of subjects) {
      const because = isBeside ? risks.get(subject) : undefined;
      if (because === undefined) parted.addNote({ ...note, subjects: [subject] });
      else parted.add('accepted-unread', subject, { others, detail: because });
    }
  }
  return parted.all;
}
