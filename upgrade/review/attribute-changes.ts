import type { PlannedChange } from '../../terraform/plan/document';
import { isFields } from '../../terraform/values';
import type { ValueDifference } from '../diff/prediction/compare';

/** What is shown in place of a secret. */
export const SECRET = '(secret)';

/** What differs between the two sides of a planned change, leaf by leaf; secrets are not told. */
export function attributeChanges(change: PlannedChange): readonly ValueDifference[] {
  const { before, after, afterUnknown, sensitive, replacePaths } = change;
  const forced = replacePaths.map((path) => attributePathText(path));
  const found: ValueDifference[] = [];
  const walk = (path: readonly (string | number)[], old: unknown, now: unknown, side: Shapes): void => {
    if (side.unknown === true) {
      leaf(path, old, undefined, side);
      return;
    }
    if (isAbsent(old) && isAbsent(now) && !holdsTrue(side.unknown)) return;
    if (isBranch(old) || isBranch(now) || isBranch(side.unknown)) {
      for (const key of keysOf(old, now, side.unknown)) {
        walk([...path, key], at(old, key), at(now, key), {
          unknown: at(side.unknown, key),
          before: below(side.before, key),
          after: below(side.after, key),
        });
      }
      return;
    }
    if (old !== now) leaf(path, old, now, side);
  };
  const leaf = (path: readonly (string | number)[], old: unknown, now: unknown, side: Shapes): void => {
    const text = attributePathText(path);
    const before = side.before === true ? SECRET : shown(old);
    const after = side.unknown === true ? 'known after the apply' : side.after === true ? SECRET : shown(now);
    const difference = {
      path: text,
      attribute: String(path[0] ?? ''),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      follows: [],
      inherited: false,
      replaces: forced.some((one) => text === one || text.startsWith(`${one}.`) || text.startsWith(`${one}[`))
        ? 'yes'
        : 'no',
    } as const;
    found.push(difference);
  };
  walk([], before ?? {}, after ?? {}, { unknown: afterUnknown, before: sensitive.before, after: sensitive.after });
  return found;
}

/** What is known of a place beside its values. */
interface Shapes {
  readonly unknown: unknown;
  readonly before: unknown;
  readonly after: unknown;
}

/** `root_block_device[0].volume_size` */
export function attributePathText(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}

function isBranch(value: unknown): boolean {
  return Array.isArray(value) || isFields(value);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function holdsTrue(value: unknown): boolean {
  if (value === true) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsTrue);
}

function keysOf(...values: readonly unknown[]): readonly (string | number)[] {
  const keys = new Set<string | number>();
  for (const value of values) {
    if (Array.isArray(value)) for (let index = 0; index < value.length; index++) keys.add(index);
    else if (isFields(value)) for (const key of Object.keys(value)) keys.add(key);
  }
  return [...keys];
}

function at(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A secret's parts are secret. */
function below(shape: unknown, key: string | number): unknown {
  return shape === true ? true : at(shape, key);
}

function shown(value: unknown): string | undefined {
  if (isAbsent(value)) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
