import { UNKNOWN_ZONE } from '../../check/elements';
import type { StackVerdict } from '../../check/findings';
import type { Band, Item, Mark } from '../../picture/scene';
import { CLASS_NAMES, headline, pathText, shownNames } from '../check/words';
import type { Pictured } from './pictured';

export function pictureTitle({ id, verdict }: Pictured): string {
  return verdict.site && verdict.site !== id ? `${id} (${verdict.site})` : id;
}

export function subtitle({ verdict }: Pictured): string {
  return headline(verdict);
}

export function bandName({ id, kind }: Band): string {
  if (kind === 'region') return 'all zones';
  return id === UNKNOWN_ZONE ? 'zone not known' : id;
}

/** Who comes in: where no entrance is in the Terraform, whoever calls. */
export function comersName({ verdict }: Pictured): string {
  return verdict.goals.every(({ goal }) => goal.startsWith('answer at ')) ? 'callers' : 'visitors';
}

/** What an item is called in the picture; of many, the first and the last with their number. */
export function itemName(verdict: Pick<StackVerdict, 'elements'>): (item: Item) => string {
  const shown = shownNames(verdict);
  return ({ elements }) => {
    const [first = '', last] = [elements[0], elements.at(-1)];
    if (elements.length === 1 || last === undefined) return shown(first);
    return `${elements.length} × ${shown(first)} …`;
  };
}

/** `is a single point of failure of read, write`. */
export function markText({ effect, goals, assumed }: Mark): string {
  const what =
    effect === 'outage'
      ? `single point of failure of ${goals.join(', ')}`
      : `without it ${goals.join(', ')} goes on, but no lost node can be rebuilt`;
  return assumed ? `${what} (assumed)` : what;
}

/** An item's whole name, and the way by which its loss reaches the visitor. */
export function itemTitle(item: Item, { verdict }: Pictured): string {
  const [first = ''] = item.elements;
  const whole = item.elements.length > 3 ? [first, '…', item.elements.at(-1) ?? ''] : item.elements;
  const kind = CLASS_NAMES[item.class];
  const name = `${kind} ${whole.join(item.elements.length > 3 ? ' ' : ', ')}`;
  const ways = verdict.goals.flatMap(({ singlePoints }) => singlePoints.filter(({ element }) => element === first));
  if (!item.mark) return name;
  return [`${name}: ${markText(item.mark)}`, ...new Set(ways.map(pathText))].join('\n');
}

/** What the picture's signs mean. */
export interface LegendEntry {
  readonly sign: Item['class'] | 'call' | 'soft' | Mark;
  readonly words: string;
}

export function legend(used: {
  readonly marks: readonly Mark[];
  readonly classes: ReadonlySet<Item['class']>;
  readonly soft: boolean;
  readonly folded: boolean;
}): readonly LegendEntry[] {
  const { marks, classes, soft, folded } = used;
  const known = marks.find(({ effect, assumed }) => effect === 'outage' && !assumed);
  const assumed = marks.find((mark) => mark.assumed);
  const recovery = marks.find(({ effect, assumed: isAssumed }) => effect === 'recovery' && !isAssumed);
  return [
    ...(known ? [{ sign: known, words: 'single point of failure' }] : []),
    ...(assumed ? [{ sign: assumed, words: 'single point of failure by what is assumed' }] : []),
    ...(recovery ? [{ sign: recovery, words: 'goes on without it, but cannot rebuild' }] : []),
    { sign: 'call', words: 'calls' },
    ...(soft ? [{ sign: 'soft' as const, words: 'only slower without it' }] : []),
    ...(['node', 'volume', 'nat', 'managed'] as const)
      .filter((kind) => classes.has(kind))
      .map((kind) => ({
        sign: kind,
        words: folded && kind === 'node' ? 'node; a pile is many equal ones' : CLASS_NAMES[kind],
      })),
  ];
}
