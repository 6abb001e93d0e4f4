import type { SinglePoint, StackVerdict } from '../../../check/findings';
import type { GoalChange, Survived } from '../../upgrade';

/** Every goal of either side: in the order of the new one, then those that are gone. */
export function goalChanges(
  before: StackVerdict | undefined,
  after: StackVerdict | undefined,
  addressOf: (address: string) => string,
): readonly GoalChange[] {
  const names = new Set([...(after?.goals ?? []), ...(before?.goals ?? [])].map(({ goal }) => goal));
  return [...names].map((goal) => {
    const old = before?.goals.find((one) => one.goal === goal);
    const now = after?.goals.find((one) => one.goal === goal);
    const had = new Map((old?.singlePoints ?? []).map((point) => [keyOf(point, addressOf), point]));
    const has = new Map((now?.singlePoints ?? []).map((point) => [keyOf(point, (address) => address), point]));
    return {
      goal,
      ...(old ? { before: old } : {}),
      ...(now ? { after: now } : {}),
      gone: [...had].filter(([key]) => !has.has(key)).map(([, point]) => point),
      come: [...has].filter(([key]) => !had.has(key)).map(([, point]) => point),
      stay: [...has].filter(([key]) => had.has(key)).map(([, point]) => point),
    };
  });
}

/** One that ends recovery and one that ends the goal itself are different points, though it be the same element. */
function keyOf({ element, effect }: SinglePoint, addressOf: (address: string) => string): string {
  return `${effect} ${addressOf(element)}`;
}

/** What a site survives the loss of any one of, in fact. */
export function survivedOf(verdict: StackVerdict | undefined): Survived | undefined {
  if (!verdict) return undefined;
  if (verdict.survivesZone) return 'zone';
  return verdict.survivesNode ? 'node' : 'none';
}
