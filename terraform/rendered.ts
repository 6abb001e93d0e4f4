import { DIGEST_LENGTH, digest, type RenderedPart, type RenderedStack } from '../model/rendered';
import { effectiveLines, HARMLESS, renderedArguments } from './harmless';
import type { Machine } from './machine/machine';
import { MachineReader } from './machine/reader';
import type { ResourceIndex } from './resource-index';

/** What is not as it was rendered. */
export interface RenderedDifference {
  /** Terraform address of the resource. */
  readonly subject: string;
  /** The file or key of a machine's configuration, or the argument of a resource; undefined where the whole is gone. */
  readonly part: string | undefined;
  /** First line that differs, from 1; undefined where there is none. */
  readonly line: number | undefined;
}

/** Makes digests of stacks as they were synthesized; what several machines have alike is read once. */
export class RenderedDigests {
  readonly #reader = new MachineReader();
  readonly #lines = new Map<string, string>();

  /** Digests of one stack. O(text that is distinct) */
  of(index: ResourceIndex): RenderedStack {
    const parts: RenderedPart[] = [];
    const places = new Map<string, number>();
    const machines: Record<string, readonly number[]> = {};
    for (const instance of index.ofType('aws_instance')) {
      machines[instance.address] = [...this.#reader.machine(instance, index).parts].map(([name, text]) => {
        const place = places.get(text) ?? parts.push({ name, lines: this.#digests(name, text) }) - 1;
        places.set(text, place);
        return place;
      });
    }
    const resources: Record<string, Readonly<Record<string, string>>> = {};
    for (const { address, type, body } of index.all) {
      if (!counts(type)) continue;
      const digests = [...renderedArguments(type, body)].map(([name, text]) => [name, digest(text)]);
      resources[address] = Object.fromEntries(digests);
    }
    return { parts, machines, resources };
  }

  #digests(name: string, text: string): string {
    const known = this.#lines.get(text) ?? linesDigest(name, text);
    this.#lines.set(text, known);
    return known;
  }
}

/** Whether anything of a type counts. */
function counts(type: string): boolean {
  return (
    type.startsWith('aws_') && !HARMLESS.some(({ types, argument }) => types?.test(type) && argument.source === '.')
  );
}

function linesDigest(name: string, text: string): string {
  return effectiveLines(name, text)
    .map(({ line }) => digest(line))
    .join('');
}

/** Compares machines with what was rendered; what they have alike is compared once. */
export class RenderedMachines {
  readonly #rendered: RenderedStack;
  readonly #compared = new Map<string, Pick<RenderedDifference, 'line'> | undefined>();

  constructor(rendered: RenderedStack) {
    this.#rendered = rendered;
  }

  /** What of a machine differs; of one that was not rendered, everything. */
  differences(subject: string, machine: Machine): readonly RenderedDifference[] {
    const { machines, parts } = this.#rendered;
    const rendered = new Map(
      (machines[subject] ?? []).flatMap((place) => {
        const part = parts[place];
        return part ? [[part.name, part.lines] as const] : [];
      }),
    );
    const names = [...new Set([...rendered.keys(), ...machine.parts.keys()])].sort();
    return names.flatMap((part): RenderedDifference[] => {
      const [before, text] = [rendered.get(part), machine.parts.get(part)];
      if (before === undefined || text === undefined) return [{ subject, part, line: undefined }];
      const found = this.#firstDifference(part, before, text);
      return found ? [{ subject, part, ...found }] : [];
    });
  }

  /** The first line that differs, counted in the file; none where it is the entry of the file that does. */
  #firstDifference(name: string, before: string, text: string): Pick<RenderedDifference, 'line'> | undefined {
    const key = `${name}\n${before}\n${text}`;
    if (this.#compared.has(key)) return this.#compared.get(key);
    const lines = effectiveLines(name, text);
    const differs = lines.find(({ line }, at) => !before.startsWith(digest(line), at * DIGEST_LENGTH));
    const isShorter = lines.length * DIGEST_LENGTH < before.length;
    const at = differs?.at ?? (isShorter ? (lines.at(-1)?.at ?? 0) + 1 : undefined);
    const head = text.split('\n').findIndex((line) => / {3}content: /.test(line)) + 1;
    const found = at === undefined ? undefined : { line: at > head ? at - head : undefined };
    this.#compared.set(key, found);
    return found;
  }
}

/** Resources whose arguments differ, and those that are gone. Resources that were not there are not looked at. */
export function resourceDifferences({ resources }: RenderedStack, index: ResourceIndex): readonly RenderedDifference[] {
  return Object.entries(resources).flatMap(([subject, rendered]): RenderedDifference[] => {
    const resource = index.get(subject);
    if (!resource) return [{ subject, part: undefined, line: undefined }];
    const now = new Map(
      [...renderedArguments(resource.type, resource.body)].map(([name, text]) => [name, digest(text)]),
    );
    const names = [...new Set([...Object.keys(rendered), ...now.keys()])].sort();
    return names.filter((name) => rendered[name] !== now.get(name)).map((part) => ({ subject, part, line: undefined }));
  });
}
