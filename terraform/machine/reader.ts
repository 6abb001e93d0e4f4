import { CloudConfigs } from '../cloud-config';
import type { Resource, ResourceIndex } from '../resource-index';
import { Machine, ReadTexts } from './machine';

const COMPRESSED = /^\$\{base64(?:gzip|encode)\((local\.[A-Za-z0-9_-]+)\)\}$/;
const EXPRESSION = /(?:^|[^$])\$\{|(?:^|[^%])%\{/;

/** The user data of an instance as text, from `user_data` or `user_data_base64 = ${base64gzip(local.NAME)}`. */
export function userData({ body }: Resource, index: ResourceIndex): string | undefined {
  const { user_data: plain, user_data_base64: encoded } = body;
  const local = typeof encoded === 'string' ? COMPRESSED.exec(encoded)?.[1] : undefined;
  return index.text(local === undefined ? plain : `\${${local}}`);
}

/** A text as Terraform gives it out. */
export function unescaped(text: string): string {
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

/** Reads the machines of stacks; what several of them have alike is read once. */
export class MachineReader {
  readonly #configs = new CloudConfigs();
  readonly #texts = new ReadTexts();
  /** By user data: the same machine again is the same, whatever has been read of it. */
  readonly #machines = new Map<string, Machine>();

  /** The machine that an instance becomes. */
  machine(instance: Resource, index: ResourceIndex): Machine {
    const text = userData(instance, index);
    if (text === undefined) return unreadable('its user data is not in the Terraform as text');
    const known = this.#machines.get(text);
    if (known) return known;
    if (EXPRESSION.test(text)) return unreadable('its user data holds an expression of Terraform');
    if (!text.startsWith('#cloud-config')) return unreadable('its user data is no cloud-config');
    try {
      const { files, ...read } = this.#configs.read(unescaped(text));
      const machine = new Machine(files, { ...read, texts: this.#texts });
      this.#machines.set(text, machine);
      return machine;
    } catch {
      return unreadable('its user data is no YAML');
    }
  }
}

function unreadable(problem: string): Machine {
  return new Machine(new Map(), { problem });
}
