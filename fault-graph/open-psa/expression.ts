import type { Declaration, Declarations } from './declarations';
import type { Problems } from './problems';
import type { XmlElement } from './xml-element';

type Operation = readonly [minOperands: number, maxOperands: number, value: (...operands: number[]) => number];

const sum = (...x: number[]): number => x.reduce((a, b) => a + b, 0);
const product = (...x: number[]): number => x.reduce((a, b) => a * b, 1);

/** Open-PSA Model Exchange Format 2.0d, "Stochastic layer". Of a random deviate, the mean is taken. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  neg: [1, 1, (x) => -x],
  add: [1, Infinity, sum],
  sub: [1, Infinity, (first, ...rest) => first - sum(...rest)],
  mul: [1, Infinity, product],
  div: [1, Infinity, (first, ...rest) => first / product(...rest)],
  min: [1, Infinity, Math.min],
  max: [1, Infinity, Math.max],
  mean: [1, Infinity, (...x) => sum(...x) / x.length],
  pow: [2, 2, (base, exponent) => base ** exponent],
  exp: [1, 1, Math.exp],
  log: [1, 1, Math.log],
  log10: [1, 1, Math.log10],
  sqrt: [1, 1, Math.sqrt],
  abs: [1, 1, Math.abs],
  pi: [0, 0, () => Math.PI],
  /** Failure rate λ, time t. */
  exponential: [2, 2, (rate, time) => -Math.expm1(-rate * time)],
  /** Probability of failure on demand γ, failure rate λ, repair rate μ, time t. */
  GLM: [
    4,
    4,
    (gamma, rate, repair, time) => {
      const both = rate + repair;
      return (rate - (rate - gamma * both) * Math.exp(-both * time)) / both;
    },
  ],
  /** Scale α, shape β, time shift t0, time t. */
  Weibull: [4, 4, (scale, shape, shift, time) => -Math.expm1(-(((time - shift) / scale) ** shape))],
  'uniform-deviate': [2, 2, (low, high) => (low + high) / 2],
  'normal-deviate': [2, 2, (mean) => mean],
  /** Mean, error factor, confidence level. */
  'lognormal-deviate': [3, 3, (mean) => mean],
  'gamma-deviate': [2, 2, (shape, scale) => shape * scale],
  'beta-deviate': [2, 2, (alpha, beta) => alpha / (alpha + beta)],
};

/** Works out the constant expressions of a model: numbers, arithmetic, parameters, and the common distributions. */
export class Expressions {
  readonly #parameters = new Map<Declaration, number>();
  readonly #pending = new Set<Declaration>();

  /** @param missionTime the system's mission time, in hours */
  constructor(
    readonly declarations: Declarations,
    readonly missionTime: number,
    readonly problems: Problems,
  ) {}

  /** The value of an expression; NaN where a problem was found (and recorded). */
  value(expression: XmlElement, container: string): number {
    switch (expression.name) {
      case 'float':
      case 'int':
        return this.#number(expression);
      case 'bool':
        return expression.attributes.value === 'true' ? 1 : 0;
      case 'system-mission-time':
        return this.missionTime;
      case 'parameter':
        return this.#parameter(expression, container);
    }
    const operation = Object.hasOwn(OPERATIONS, expression.name) ? OPERATIONS[expression.name] : undefined;
    if (operation === undefined) {
      this.problems.add('unsupported', `the expression <${expression.name}> is not supported`, expression.place);
      return Number.NaN;
    }
    const [least, most, value] = operation;
    const operands = expression.children.map((operand) => this.value(operand, container));
    if (operands.length >= least && operands.length <= most) return value(...operands);
    this.problems.add('unsupported', `<${expression.name}> with ${operands.length} operands`, expression.place);
    return Number.NaN;
  }

  #number(expression: XmlElement): number {
    const text = expression.attributes.value?.trim();
    const value = text ? Number(text) : Number.NaN;
    if (!Number.isFinite(value)) {
      this.problems.add('bad-value', `"${text ?? ''}" is not a number`, expression.place);
      return Number.NaN;
    }
    return value;
  }

  #parameter(reference: XmlElement, container: string): number {
    const name = reference.attributes.name ?? '';
    const declaration = this.declarations.parameters.find(name, container);
    if (declaration === undefined || declaration.body === undefined) {
      this.problems.add('undefined', `the parameter "${name}" is not defined`, reference.place);
      return Number.NaN;
    }
    const known = this.#parameters.get(declaration);
    if (known !== undefined) return known;
    if (this.#pending.has(declaration)) {
      this.problems.add('cycle', `the parameter "${name}" depends on itself`, declaration.element.place);
      return Number.NaN;
    }
    this.#pending.add(declaration);
    const value = this.value(declaration.body, declaration.container);
    this.#pending.delete(declaration);
    this.#parameters.set(declaration, value);
    return value;
  }
}
