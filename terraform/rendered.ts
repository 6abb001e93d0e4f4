import { DIGEST_LENGTH, digest, type RenderedStack } from '../model/rendered/digest';
import { effectiveLines, isHarmlessAddition, renderedArguments } from '../model/rendered/harmless';
import type { StackContent } from '../model/rendered/stack';
import type { Machine } from './machine/machine';
import { unescaped, userData } from './machine/reader';
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

/** What digests are made of, of a stack as it was synthesized. What cannot be read as text is left out. */
export function contentOf(index: ResourceIndex): StackContent {
  const machines = index.ofType('aws_instance').flatMap((instance) => {
    const text = userData(instance, index);
    return text === undefined ? [] : [[instance.address, unescaped(text)] as const];
  });
  return { machines, resources: index.all };
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
    let rendered = 0;
    const differs = lines.find(({ line }, at) => {
      if (before.startsWith(digest(line), rendered * DIGEST_LENGTH)) {
        rendered++;
        return false;
      }
      return !isHarmlessAddition(name, lines, at);
    });
    const isShorter = rendered * DIGEST_LENGTH < before.length;
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
