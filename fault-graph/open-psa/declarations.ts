import type { EventKind } from './model';
import { identifier, XmlNames } from './names';
import type { Problems } from './problems';
import type { XmlElement } from './xml-element';

/** A defined event or parameter, before references are resolved. */
export interface Declaration {
  readonly kind: EventKind | 'parameter';
  readonly id: string;
  /** Path of the fault tree or component that it is defined in; empty for model data. */
  readonly container: string;
  /** The element that says what it is (a formula, an expression or a constant); absent if left open. */
  readonly body: XmlElement | undefined;
  readonly element: XmlElement;
}

/** All that a model's files define. */
export interface Declarations {
  readonly events: XmlNames<Declaration>;
  readonly parameters: XmlNames<Declaration>;
}

const KINDS: ReadonlyMap<string, Declaration['kind']> = new Map([
  ['define-gate', 'gate'],
  ['define-basic-event', 'basic-event'],
  ['define-house-event', 'house-event'],
  ['define-parameter', 'parameter'],
] as const);

const CONTAINERS = new Set(['define-fault-tree', 'define-component', 'model-data']);
const ANNOTATIONS = new Set(['label', 'attributes']);

/** Finds the definitions in the documents of a model, through nested fault trees and components. */
export function declarations(roots: readonly XmlElement[], problems: Problems): Declarations {
  const found: Declarations = { events: new XmlNames(), parameters: new XmlNames() };
  for (const root of roots) {
    if (root.name === 'opsa-mef') declareAll(root, '', true, found, problems);
    else problems.add('not-open-psa', `the root element is <${root.name}>, not <opsa-mef>`, root.place);
  }
  return found;
}

/** What an element contains besides labels and attributes. */
export function contents({ children }: XmlElement): readonly XmlElement[] {
  return children.some(isAnnotation) ? children.filter((child) => !isAnnotation(child)) : children;
}

function isAnnotation({ name }: XmlElement): boolean {
  return ANNOTATIONS.has(name);
}

function declareAll(
  parent: XmlElement,
  path: string,
  isPublic: boolean,
  found: Declarations,
  problems: Problems,
): void {
  for (const child of contents(parent)) {
    const kind = KINDS.get(child.name);
    if (kind === undefined && !CONTAINERS.has(child.name)) {
      problems.add('unsupported', `<${child.name}> is not supported`, child.place);
      continue;
    }
    const role = child.attributes.role;
    if (role !== undefined && role !== 'public' && role !== 'private') {
      problems.add('bad-value', `role "${role}": allowed are public and private`, child.place);
    }
    const childPublic = role === undefined ? isPublic : role === 'public';
    if (child.name === 'model-data') {
      declareAll(child, path, childPublic, found, problems);
      continue;
    }
    const name = child.attributes.name;
    if (!name) problems.add('missing', `<${child.name}> has no name`, child.place);
    else if (/[\s./]/.test(name))
      problems.add('bad-value', `the name "${name}" contains a blank, "." or "/"`, child.place);
    else if (kind === undefined)
      declareAll(child, path === '' ? name : `${path}.${name}`, childPublic, found, problems);
    else declare(kind, name, child, path, childPublic, found, problems);
  }
}

function declare(
  kind: Declaration['kind'],
  name: string,
  element: XmlElement,
  container: string,
  isPublic: boolean,
  found: Declarations,
  problems: Problems,
): void {
  const [body, second] = contents(element);
  if (second) problems.add('unsupported', `<${element.name} name="${name}"> says more than one thing`, second.place);
  const declaration = { kind, id: identifier(name, container, isPublic), container, body, element };
  const names = kind === 'parameter' ? found.parameters : found.events;
  if (!names.add(name, container, isPublic, declaration)) {
    const what = kind === 'parameter' ? 'parameter' : 'event';
    problems.add('duplicate', `the ${what} "${name}" is defined twice`, element.place);
  }
}
