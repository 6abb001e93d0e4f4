import type { Configuration } from './configuration';
import { isTemplate, templateParts } from './template';

/**
 * Resources of which the new one is made before the old one is destroyed: those that say so, and what they depend on, to
 * which Terraform extends it. Complexity: linear in the text of those.
 */
export function createdFirst({ resources }: Configuration): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...resources.values()].filter((one) => one.createBeforeDestroy).map(({ address }) => address);
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    const block = resources.get(address);
    if (!block || found.has(address)) continue;
    found.add(address);
    open.push(...block.dependsOn, ...referencesIn(block.body));
  }
  return found;
}

function referencesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    if (!isTemplate(value)) return [];
    return templateParts(value).flatMap((part) =>
      part.kind === 'text' ? [] : part.references.map(({ root }) => root),
    );
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}
