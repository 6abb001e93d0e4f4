import { addressesIn } from '../references';
import { UnreadableTerraformError } from '../resource-index';
import type { Unread } from '../unread';
import { isFields } from '../values';
import { type SourceBlocks, type SourceFile, sourceBlocks } from './blocks';
import { type EvaluationSurroundings, evaluate, type Scope } from './evaluate';
import { parseTemplate } from './parser';
import type { PlannedValues } from './planned-values';
import type { SourceFolder } from './source-module';
import { type Expression, ExpressionError } from './syntax';
import { textOf, Unknown, type Value } from './values';

/** Most instances that one block makes, and most of all blocks: more is a slip in a number. */
const MOST_OF_ONE = 1000;
const MOST = 20_000;

/** Most steps of expressions: some seconds' work. The largest configuration that people write takes a hundredth. */
const MOST_STEPS = 10_000_000;

/** Most values that lead to one another, local to local: people stay at a tenth. */
const MOST_DEEP = 500;

/** What all modules of a configuration share while it is evaluated. */
export class Evaluation implements EvaluationSurroundings {
  readonly #parsed = new Map<string, Expression | undefined>();
  readonly #blocks = new Map<readonly SourceFile[], SourceBlocks>();
  readonly #unread = new Map<string, Unread>();
  readonly #zones = new Map<string, string>();
  #instances = 0;
  #steps = 0;
  #depth = 0;

  /**
   * @param planned what a plan of the configuration knows. @default - there is no plan
   * @param root what lies beside the root module. @default - nothing is known of it
   */
  constructor(
    readonly planned?: PlannedValues,
    readonly root?: SourceFolder,
  ) {}

  get unread(): readonly Unread[] {
    return [...this.#unread].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, unread]) => unread);
  }

  note(unread: Unread): void {
    this.#unread.set(`${unread.subject} ${unread.code}`, unread);
  }

  /** The blocks of a module's files, which several calls may share. */
  blocksOf(files: readonly SourceFile[]): SourceBlocks {
    const known = this.#blocks.get(files) ?? sourceBlocks(files);
    this.#blocks.set(files, known);
    return known;
  }

  /** @throws UnreadableTerraformError where a block, or all together, makes more than can be meant */
  admit(address: string, count: number, argument: 'count' | 'for_each'): void {
    this.bound(address, count, argument);
    this.#instances += count;
    if (this.#instances > MOST)
      throw new UnreadableTerraformError(
        `${address}: with it, count and for_each make more than ${MOST} resources and modules; check a part of it`,
      );
  }

  /** @throws UnreadableTerraformError where a block makes more than can be meant, before anything is made */
  bound(address: string, count: number, argument: 'count' | 'for_each'): void {
    if (count > MOST_OF_ONE)
      throw new UnreadableTerraformError(
        `${address}: ${argument} makes ${count} of it; at most ${MOST_OF_ONE} are read, so correct the number`,
      );
  }

  /**
   * One name for the same list of zones, whichever modules read it.
   * @param what the region and all arguments
   * @param name the name without a module, which is taken where it is free
   * @param address the name with its module
   */
  zonesAddress(what: string, name: string, address: string): string {
    const known = this.#zones.get(what);
    if (known !== undefined) return known;
    const chosen = new Set(this.#zones.values()).has(name) ? address : name;
    this.#zones.set(what, chosen);
    return chosen;
  }

  text(path: string): string | undefined {
    return this.root?.text(path);
  }

  spend(steps = 1): void {
    this.#steps += steps;
    if (this.#steps > MOST_STEPS)
      throw new UnreadableTerraformError(
        `its expressions take more than ${MOST_STEPS} steps, as loops inside of loops do; check a part of it`,
      );
  }

  /** The value of a name that leads to others. @throws UnreadableTerraformError where it leads through too many */
  deeper(name: string, work: () => Value): Value {
    if (++this.#depth > MOST_DEEP)
      throw new UnreadableTerraformError(
        `${name} is more than ${MOST_DEEP} values away from what leads to it, one after the other; check a part of it`,
      );
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  /** The value of what stands in Terraform's JSON. */
  value(json: unknown, scope: Scope): Value {
    if (typeof json === 'string') return this.#text(json, scope);
    if (Array.isArray(json)) return json.map((item) => this.value(item, scope));
    if (isFields(json))
      return new Map(Object.entries(json).map(([key, one]) => [this.key(key, scope), this.value(one, scope)]));
    return typeof json === 'number' || typeof json === 'boolean' ? json : null;
  }

  key(key: string, scope: Scope): string {
    return key.includes('${') ? (textOf(this.value(key, scope)) ?? key) : key;
  }

  /** Of a text that is not read, only what it refers to is known. */
  #text(text: string, scope: Scope): Value {
    if (!/[$%]\{/.test(text)) return text;
    if (!this.#parsed.has(text)) this.#parsed.set(text, parsed(text));
    const expression = this.#parsed.get(text);
    return expression === undefined ? new Unknown(mentioned(text)) : evaluate(expression, scope, this);
  }
}

function parsed(text: string): Expression | undefined {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** Whatever looks like a reference in a text, inside of its expressions or not. */
function mentioned(text: string): readonly string[] {
  return addressesIn(`\${${text.replaceAll(/[{}]/g, ' ')}}`).map((address) => `${address}.id`);
}
