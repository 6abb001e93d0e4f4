import type { ResourceIndex } from '../../terraform/resource-index';
import { SecurityRules } from '../../terraform/security-groups';
import type { Element } from '../elements';
import { Names } from './names';
import { Places } from './places';
import type { InferredService } from './site';

/** A stack while it is read: what was found in it, and what could not be told. */
export class InferenceContext {
  readonly places: Places;
  readonly security: SecurityRules;
  readonly names = new Names();
  readonly elements = new Map<string, Element>();
  readonly services = new Map<string, InferredService>();
  readonly #notes = new Set<string>();

  constructor(readonly stack: ResourceIndex) {
    this.places = new Places(stack);
    this.security = new SecurityRules(stack);
  }

  /** What the region's failure takes along; nothing where it is not known. */
  get region(): readonly string[] {
    return this.stack.region === undefined ? [] : [this.stack.region];
  }

  /** An element; its id. */
  add(element: Element): string {
    this.elements.set(element.id, element);
    return element.id;
  }

  /** What AWS runs over all zones of the region; its id. */
  addManaged(address: string, tier?: string): string {
    return this.add({ id: address, class: 'managed', needs: this.region, ...(tier === undefined ? {} : { tier }) });
  }

  offer(service: InferredService): string {
    this.services.set(service.id, service);
    return service.id;
  }

  /** What could not be known, and how it was taken. */
  note(sentence: string): void {
    this.#notes.add(sentence);
  }

  get unknown(): readonly string[] {
    return [...this.#notes].sort();
  }
}
