import type { StackVerdict } from '../../check/findings';
import type { KeptSessions } from '../../check/sessions';
import { wordList } from '../../model/word-list';
import { shownNames } from './words';

/** What is said of a tier's sessions; a warning where another way is better for it. */
export interface SessionText {
  readonly tier: string;
  readonly text: string;
  readonly isWarning: boolean;
}

/** Which losses end which visitors' sessions, while every goal may go on. */
export function sessionTexts(verdict: Pick<StackVerdict, 'sessions' | 'elements'>): readonly SessionText[] {
  const shown = shownNames(verdict);
  return verdict.sessions.map((one) => ({
    tier: one.tier,
    text: `${one.tier}: ${textOf(one, one.elements.map(shown))}`,
    isWarning: one.kept === 'node',
  }));
}

function textOf({ tier, kept, elements }: KeptSessions, names: readonly string[]): string {
  const [only] = names;
  switch (kept) {
    case 'node': {
      const losses = names.length > 4 ? `any of the ${names.length} nodes of ${tier}` : wordList(names, 'or');
      return `a cookie of the balancer leads visitors back to their node, and the loss of ${losses} logs its visitors out; better: sessions in signed cookies, or in a memcached or redis tier`;
    }
    case 'memcached':
      return elements.length === 1
        ? `sessions are in the memory of ${only}: its loss, or a restart, logs every visitor out`
        : `sessions are in memory, each on two of ${wordList(names, 'and')}: those on two that are lost together are gone`;
    case 'redis':
      return `sessions are on the disk of ${wordList(names, 'and')}: a restart leaves them, and they go with the node`;
  }
}
