import { NOTE_CODES } from '../../check/note';
import { RATES, RATES_AS_OF } from '../../check/rates';
import type { CheckedStack } from './checked-stack';
import { noteText } from './notes';
import { sessionTexts } from './sessions';
import { servicesIn } from './words';

/** Changes with every change that could break a reader: docs/check-json.md. */
const CHECK_JSON_VERSION = 2;

/** All findings as JSON, by the contract of docs/check-json.md. */
export function jsonReport(stacks: readonly CheckedStack[]): string {
  const outcomes = stacks.map(({ verdict }) => verdict.outcome);
  const services = Object.fromEntries(servicesIn(stacks.map(({ verdict }) => verdict)));
  const report = {
    format: 'nospof-check',
    version: CHECK_JSON_VERSION,
    outcome: outcomes.includes('fails') ? 'fails' : outcomes.includes('unknown') ? 'unknown' : 'holds',
    holds: stacks.every(({ verdict }) => verdict.holds),
    rates: { asOf: RATES_AS_OF, classes: RATES, services },
    stacks: stacks.map(stackReport),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function stackReport({ id, file, verdict, programs }: CheckedStack) {
  const unknown = verdict.unknown.map((note) => ({ ...note, taken: NOTE_CODES[note.code], text: noteText(note) }));
  const sessions = sessionTexts(verdict).map(({ text }, index) => ({ ...verdict.sessions[index], text }));
  return { id, file, ...verdict, sessions, unknown, ...(programs && { programs }) };
}
