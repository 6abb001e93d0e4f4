import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, visit, type YAMLMap } from 'yaml';
import { type Path, type Problem, type Span, shown } from '../diagnostic';
import { type PlainMap, type PlainValue, Spans } from './spans';
import { MAX_DEPTH } from './survey';

/** Values that aliases may expand to in one file. */
const MAX_ALIASED_VALUES = 10_000;

/** Turns YAML nodes into plain values, remembering where each stands, and collects what is refused on the way. */
export class Reader {
  readonly problems: Problem[] = [];
  readonly spans = new Spans();
  private readonly targets = new Map<Alias, Node>();
  private aliasedValues = 0;
  private exhausted = false;

  constructor(
    private readonly text: string,
    private readonly root: Node,
  ) {
    this.resolveAliases();
  }

  read(): PlainValue {
    return this.value(this.root, [], false);
  }

  /** An alias means the last anchor of its name before it, so anchors are collected in the order of the text. */
  private resolveAliases(): void {
    const anchors = new Map<string, Node>();
    visit(this.root, {
      Node: (_, node) => {
        if (isAlias(node)) {
          const target = anchors.get(node.source);
          if (target) this.targets.set(node, target);
        } else if (node.anchor) anchors.set(node.anchor, node);
      },
    });
  }

  private value(node: unknown, path: Path, aliased: boolean): PlainValue {
    if (this.exhausted) return null;
    if (isAlias(node)) return this.alias(node, path);
    if (aliased) this.aliasedValues += 1;
    if (aliased && (this.aliasedValues > MAX_ALIASED_VALUES || path.length > MAX_DEPTH))
      return this.exhaust(node, path);
    if (isMap(node)) return this.map(node, path, aliased);
    if (isSeq(node)) {
      const list: PlainValue[] = [];
      node.items.forEach((item, index) => {
        this.spans.add(list, index, { value: this.span(item) });
        list.push(this.value(item, [...path, index], aliased));
      });
      return list;
    }
    return isScalar(node) ? scalarValue(node.value) : null;
  }

  private alias(node: Alias, path: Path): PlainValue {
    const target = this.targets.get(node);
    if (target) return this.value(target, path, true);
    const fix = `define &${node.source} before it, or quote the text: '*${node.source}'`;
    this.problems.push({
      code: 'unknown-alias',
      path,
      at: this.span(node),
      message: `the alias *${node.source} has no anchor before it`,
      fix,
    });
    return null;
  }

  private map(node: YAMLMap, path: Path, aliased: boolean): PlainMap {
    const map: Record<string, PlainValue> = Object.create(null);
    for (const pair of node.items) {
      const key = this.key(pair, path);
      if (key === undefined) continue;
      const keySpan = this.span(pair.key);
      if (Object.hasOwn(map, key)) {
        this.problems.push({
          code: 'duplicate-key',
          path: [...path, key],
          at: keySpan,
          message: `the key ${shown(key)} occurs twice`,
          fix: 'rename or delete one of the two',
        });
        continue;
      }
      const value = pair.value === null ? { start: keySpan.end, end: keySpan.end } : this.span(pair.value);
      this.spans.add(map, key, { key: keySpan, value });
      map[key] = this.value(pair.value, [...path, key], aliased);
    }
    return map;
  }

  /** The key as text, or undefined where it is refused. */
  private key(pair: Pair, path: Path): string | undefined {
    const { key } = pair;
    const at = this.span(key);
    const value = isScalar(key) ? key.value : undefined;
    if (typeof value !== 'string') {
      const written = shown(this.text.slice(at.start, at.end));
      const fix = isScalar(key) && value !== null ? `write it in quotes: '${String(value)}'` : 'write a plain word';
      this.problems.push({ code: 'non-string-key', path, at, message: `the key ${written} is not text`, fix });
      return undefined;
    }
    if (value === '<<') {
      const fix = 'write the keys out, or use an alias for a whole value (`web: *other`)';
      this.problems.push({ code: 'merge-key', path, at, message: 'YAML 1.2 has no merge key `<<`', fix });
      return undefined;
    }
    if (value === '__proto__') {
      this.problems.push({
        code: 'reserved-key',
        path,
        at,
        message: `the key ${shown(value)} is reserved`,
        fix: 'choose another name',
      });
      return undefined;
    }
    return value;
  }

  private exhaust(node: unknown, path: Path): null {
    this.exhausted = true;
    this.problems.push({
      code: 'alias-bomb',
      path: path.slice(0, 4),
      at: this.span(node),
      message: `aliases expand to more than ${MAX_ALIASED_VALUES} values, or one contains itself`,
      fix: 'write the values out',
    });
    return null;
  }

  private span(node: unknown): Span {
    const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
    return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
  }
}

function scalarValue(value: unknown): PlainValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  return String(value);
}
