import { CloudConfigs } from '../cloud-config';
import type { Fields } from '../fields';
import { DIGEST_FORMAT, digest, type RenderedPart, type RenderedStack } from './digest';
import { counts, effectiveLines, renderedArguments } from './harmless';

/** What a stack holds, as far as digests are made of it. */
export interface StackContent {
  /** Each machine's cloud-config as the machine gets it, by Terraform address. */
  readonly machines: Iterable<readonly [address: string, text: string]>;
  readonly resources: Iterable<{ readonly address: string; readonly type: string; readonly body: Fields }>;
}

/** Makes digests of stacks as they are rendered; what several machines have alike is read once. */
export class RenderedDigests {
  readonly #configs = new CloudConfigs();
  readonly #lines = new Map<string, string>();

  /** Digests of one stack. O(text that is distinct) */
  of({ machines, resources }: StackContent): RenderedStack {
    const parts: RenderedPart[] = [];
    const places = new Map<string, number>();
    const placesOf: Record<string, readonly number[]> = {};
    for (const [address, config] of machines) {
      placesOf[address] = [...this.#configs.read(config).parts].map(([name, text]) => {
        const place = places.get(text) ?? parts.push({ name, lines: this.#digests(name, text) }) - 1;
        places.set(text, place);
        return place;
      });
    }
    const digests: Record<string, Readonly<Record<string, string>>> = {};
    for (const { address, type, body } of resources) {
      if (!counts(type)) continue;
      const all = [...renderedArguments(type, body)].map(([name, text]) => [name, digest(text)]);
      digests[address] = Object.fromEntries(all);
    }
    return { format: DIGEST_FORMAT, parts, machines: placesOf, resources: digests };
  }

  #digests(name: string, text: string): string {
    const known = this.#lines.get(text) ?? linesDigest(name, text);
    this.#lines.set(text, known);
    return known;
  }
}

function linesDigest(name: string, text: string): string {
  return effectiveLines(name, text)
    .map(({ line }) => digest(line))
    .join('');
}
