/** What can be wrong with Open-PSA input. The codes are stable. */
export type OpenPsaCode =
  | 'broken-xml'
  | 'not-open-psa'
  | 'unsupported'
  | 'missing'
  | 'bad-value'
  | 'duplicate'
  | 'undefined'
  | 'cycle'
  | 'not-coherent'
  | 'no-top'
  | 'too-large';

/** A place in an input file. Lines and columns count from 1. */
export interface XmlPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One problem of the input. */
export interface OpenPsaProblem {
  readonly code: OpenPsaCode;
  readonly message: string;
  /** Where it is; absent for what concerns the model as a whole. */
  readonly place?: XmlPlace;
}

/** Open-PSA input that can't be used, with all of its problems in the order of the files. */
export class OpenPsaError extends Error {
  override readonly name = 'OpenPsaError';

  constructor(readonly problems: readonly OpenPsaProblem[]) {
    super(problems.map(problemText).join('\n'));
  }
}

function problemText({ code, message, place }: OpenPsaProblem): string {
  return `${place ? `${place.file}:${place.line}:${place.column}: ` : ''}${code}: ${message}`;
}

/** Collects problems while the rest of the input is still looked at. */
export class Problems {
  readonly #found: OpenPsaProblem[] = [];

  add(code: OpenPsaCode, message: string, place?: XmlPlace): void {
    this.#found.push(place === undefined ? { code, message } : { code, message, place });
  }

  get count(): number {
    return this.#found.length;
  }

  /** @throws OpenPsaError if there are any */
  throwIfAny(): void {
    if (this.#found.length > 0) throw new OpenPsaError(this.#found);
  }
}
