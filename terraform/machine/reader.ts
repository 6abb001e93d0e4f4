import { CloudConfigs } from '../cloud-config';
import type { Resource, ResourceIndex } from '../resource-index';
import { type HaproxyTexts, Machine } from './machine';

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
  readonly #haproxy: HaproxyTexts = new Map();

  /** The machine that an instance becomes. */
  machine(instance: Resource, index: ResourceIndex): Machine {
    const text = userData(instance, index);
    if (text === undefined) return unreadable('its user data is not in the Terraform as text');
    if (EXPRESSION.test(text)) return unreadable('its user data holds an expression of Terraform');
    if (!text.startsWith('#cloud-config')) return unreadable('its user data is no cloud-config');
    try {
      const { files, parts } = this.#configs.read(unescaped(text));
      return new Machine(files, { parts, haproxy: this.#haproxy });
    } catch {
      return unreadable('its user data is no YAML');
    }
  }
}

function unreadable(problem: string): Machine {
  return new Machine(new Map(), { problem });
}
