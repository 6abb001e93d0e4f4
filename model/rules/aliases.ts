import type { Problem } from '../diagnostic';
import { type Draft, isHeaderSound } from '../draft';

/** Other names of a site that has none itself, or that are its own, or that stand there twice. */
export function wrongAliases(draft: Draft): readonly Problem[] {
  const { aliases, domain } = draft.topology;
  if (!isHeaderSound(draft, 'aliases', 'domain')) return [];
  const problem = (index: number, message: string, allowed: string, fix: string): Problem => ({
    code: 'conflicting-options',
    path: ['aliases', index],
    at: 'value',
    value: aliases[index] ?? '',
    message,
    allowed,
    fix,
  });
  return aliases.flatMap((alias, index) => {
    if (domain === undefined)
      return [
        problem(
          index,
          `${alias} has no domain to lead to`,
          'aliases with a domain',
          'add domain: the name that the site goes by',
        ),
      ];
    if (alias !== domain && aliases.indexOf(alias) === index) return [];
    const message = alias === domain ? `${alias} is the domain itself` : `${alias} is listed twice`;
    return [problem(index, message, 'other names than the domain, each once', 'delete it')];
  });
}
