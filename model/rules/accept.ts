import type { Problem } from '../diagnostic';
import { type Draft, isHeaderSound } from '../draft';
import { type PlainValue, valueAt } from '../yaml/spans';

const KINDS = ['goal', 'differs', 'unread'] as const;
const ALLOWED = KINDS.join(', ');

/** Risks under `accept` that say not what is accepted, or two things at once, or are there twice. */
export function unclearAccepts(draft: Draft): readonly Problem[] {
  if (!isHeaderSound(draft, 'accept')) return [];
  const accept = valueAt(draft.content, ['accept']);
  if (!Array.isArray(accept)) return [];
  const seen = new Set<string>();
  return accept.flatMap((risk: PlainValue, index): Problem[] => {
    const at = (key: string) => valueAt(risk, [key]);
    const [first, second] = KINDS.filter((key) => at(key) !== undefined);
    const path = ['accept', index];
    if (first === undefined) {
      const message = `it is not said what of ${String(at('element'))} is accepted`;
      const fix = 'add goal: and the goal that may fail, differs: and what is not as it was rendered, or unread: true';
      return [{ code: 'missing-key', path, at: 'value', message, allowed: ALLOWED, fix }];
    }
    if (second !== undefined) {
      const message = `${first} and ${second} are two findings`;
      const fix = 'make two entries of it, each with its reason';
      return [{ code: 'conflicting-options', path: [...path, second], at: 'key', message, allowed: ALLOWED, fix }];
    }
    const key = JSON.stringify([at('element'), first, at(first)]);
    if (seen.has(key)) {
      const message = `${String(at('element'))} is accepted twice, each with a reason`;
      return [
        { code: 'conflicting-options', path: [...path, 'element'], at: 'value', message, fix: 'keep one of them' },
      ];
    }
    seen.add(key);
    return [];
  });
}
