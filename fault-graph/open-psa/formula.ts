import { contents, type Declaration, type Declarations } from './declarations';
import type { EventKind, Formula } from './model';
import type { Problems } from './problems';
import type { XmlElement } from './xml-element';

/** Stands for what could not be read; the problem is recorded and the model refused. */
const UNREADABLE: Formula = { kind: 'constant', value: false };

/** Reads the formulas of gates, resolving the events that they name. */
export class Formulas {
  constructor(
    readonly declarations: Declarations,
    readonly problems: Problems,
  ) {}

  /** The formula of a gate, or of a part of it, found in the given fault tree or component. */
  read(element: XmlElement, container: string): Formula {
    switch (element.name) {
      case 'and':
      case 'or':
        return { kind: element.name, operands: this.#operands(element, container) };
      case 'not':
        if (element.children.length === 1) return { kind: 'not', operands: this.#operands(element, container) };
        return this.#refuse('bad-value', '<not> takes one operand', element);
      case 'atleast':
        return this.#atleast(element, container);
      case 'constant':
        return this.#constant(element);
      case 'gate':
      case 'basic-event':
      case 'house-event':
        return this.#event(element, container, element.name);
      case 'event':
        return this.#event(element, container, element.attributes.type);
      default:
        return this.#refuse('unsupported', `<${element.name}> is not supported in a formula`, element);
    }
  }

  #operands(element: XmlElement, container: string): Formula[] {
    const operands = contents(element).map((child) => this.read(child, container));
    if (operands.length === 0) this.problems.add('missing', `<${element.name}> has no operands`, element.place);
    for (const id of repeated(operands)) {
      this.problems.add('duplicate', `<${element.name}> names "${id}" twice`, element.place);
    }
    return operands;
  }

  #atleast(element: XmlElement, container: string): Formula {
    const operands = this.#operands(element, container);
    const text = element.attributes.min ?? '';
    const min = Number(text);
    if (/^\d+$/.test(text) && min <= operands.length) return { kind: 'atleast', min, operands };
    const allowed = `a whole number from 0 to its ${operands.length} operands`;
    return this.#refuse('bad-value', `<atleast min="${text}">: min is ${allowed}`, element);
  }

  #constant(element: XmlElement): Formula {
    const value = truth(element.attributes.value);
    if (value !== undefined) return { kind: 'constant', value };
    return this.#refuse('bad-value', `<constant value="${element.attributes.value ?? ''}">: true or false`, element);
  }

  #event(reference: XmlElement, container: string, kind: string | undefined): Formula {
    const name = reference.attributes.name ?? '';
    const declaration = this.declarations.events.find(name, container);
    if (declaration !== undefined && (kind === undefined || declaration.kind === kind)) {
      return { kind: 'event', id: declaration.id };
    }
    return this.#refuse('undefined', undefinedText(name, kind, declaration), reference);
  }

  #refuse(code: 'bad-value' | 'unsupported' | 'undefined', message: string, element: XmlElement): Formula {
    this.problems.add(code, message, element.place);
    return UNREADABLE;
  }
}

/** So few operands are compared with each other faster than entered in a set. */
const FEW = 8;

/** The events that are named again, once for each time. */
function repeated(operands: readonly Formula[]): readonly string[] {
  if (operands.length <= FEW && !operands.some(isRepeated)) return NONE;
  const named = new Set<string>();
  return operands.flatMap((operand) => {
    if (operand.kind !== 'event') return [];
    if (named.has(operand.id)) return [operand.id];
    named.add(operand.id);
    return [];
  });
}

const NONE: readonly string[] = [];

function isRepeated(operand: Formula, place: number, operands: readonly Formula[]): boolean {
  if (operand.kind !== 'event') return false;
  for (let i = 0; i < place; i++) {
    const other = operands[i]!;
    if (other.kind === 'event' && other.id === operand.id) return true;
  }
  return false;
}

/** The value of an Open-PSA Boolean (xs:boolean), undefined for any other text. */
export function truth(text: string | undefined): boolean | undefined {
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}

const KIND_TEXT: Readonly<Record<EventKind, string>> = {
  gate: 'gate',
  'basic-event': 'basic event',
  'house-event': 'house event',
};

function undefinedText(name: string, kind: string | undefined, declaration: Declaration | undefined): string {
  const wanted = Object.entries(KIND_TEXT).find(([key]) => key === kind)?.[1] ?? 'event';
  if (declaration !== undefined) return `the ${wanted} "${name}" is defined as another kind: ${declaration.kind}`;
  const hint = wanted === 'gate' ? '' : ' (is the file with the basic events missing?)';
  return `the ${wanted} "${name}" is not defined${hint}`;
}
