import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { SecurityRules } from '../../terraform/security-groups';
import type { Element } from '../elements';
import { type Note, type NoteCode, type NoteDetails, Notes } from '../note';
import { Names } from './names';
import { Places } from './places';
import { allOf, type Condition, type InferredService } from './site';

/** A stack while it is read: what was found in it, and what could not be told. */
export class InferenceContext {
  readonly places: Places;
  readonly security: SecurityRules;
  readonly names = new Names();
  readonly elements = new Map<string, Element>();
  readonly services = new Map<string, InferredService>();
  readonly #notes = new Notes();
  #storesOfUnseen: readonly Condition[] = [];
  #hasUnseen = false;

  /** @param uncounted resources and modules of which it is not known how many there are, by their address */
  constructor(
    readonly stack: ResourceIndex,
    readonly uncounted: readonly string[] = [],
  ) {
    this.places = new Places(stack);
    this.security = new SecurityRules(stack);
  }

  /** The region that a resource is in; nothing where it is not known. */
  regionOf(resource: Resource | undefined): readonly string[] {
    const region = this.places.regionOf(resource);
    return region === undefined ? [] : [region];
  }

  /** An element; its id. */
  add(element: Element): string {
    const { id } = element;
    this.elements.set(id, this.#mayBeMissing(element) ? { ...element, assumed: true, mayBeMissing: true } : element);
    return id;
  }

  /** One is taken of what nothing says the number of. There may be none of it, or others that stand in for it. */
  #mayBeMissing({ id, class: kind }: Element): boolean {
    if (kind !== 'node' && kind !== 'volume' && kind !== 'nat') return false;
    const [address = ''] = id.split(' ');
    return this.uncounted.some((one) => address === one || address.startsWith(`${one}.`));
  }

  /** What AWS runs over all zones of a region; its id. */
  addManaged(address: string, tier?: string): string {
    const needs = this.regionOf(this.stack.get(address));
    return this.add({ id: address, class: 'managed', needs, ...(tier === undefined ? {} : { tier }) });
  }

  /** What AWS runs all over the world. */
  addGlobal(address: string, tier?: string): string {
    return this.add({ id: address, class: 'managed', needs: [], ...(tier === undefined ? {} : { tier }) });
  }

  /** A machine that must be somewhere, and is not in the Terraform. */
  addUnseen(id: string, tier?: string): string {
    const zone = { id: undefined, why: 'it is not in the Terraform' };
    const element = this.places.element(id, 'node', zone, tier === undefined ? {} : { tier });
    return this.add({ ...element, assumed: true });
  }

  /** Machines that are not in the Terraform may need every store there is. */
  mayNeed(stores: readonly string[]): void {
    this.#storesOfUnseen = stores.map((service): Condition => ({ possibly: { service } }));
  }

  /** What must answer, and is not in the Terraform: a machine somewhere, which may need every store there is. */
  unseen(id: string, tier?: string): Condition {
    return allOf([{ up: this.addUnseen(id, tier) }, ...this.needsOfUnseen()]);
  }

  needsOfUnseen(): readonly Condition[] {
    this.#hasUnseen = true;
    return this.#storesOfUnseen;
  }

  /** Whether something that is not in the Terraform was assumed to answer. */
  get hasUnseen(): boolean {
    return this.#hasUnseen;
  }

  offer(service: InferredService): string {
    this.services.set(service.id, service);
    return service.id;
  }

  /** What could not be known; how it was taken follows from the code. */
  note(code: NoteCode, subjects: string | readonly string[], details?: NoteDetails): void {
    this.#notes.add(code, subjects, details);
  }

  get unknown(): readonly Note[] {
    return this.#notes.all;
  }
}
