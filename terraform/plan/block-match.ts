import { type Fields, isFields, strings } from '../values';

/**
 * Sets of blocks are planned in another order than written: a block is found by its constants, or stands for all of them.
 * @param written the blocks as the plan's record of the configuration has them
 * @param length how many are planned; more than written where some come from a loop
 */
export function blockOf(item: unknown, index: number, written: readonly unknown[], length: number): unknown {
  const options = written.filter(isFields).filter((block) => isFields(item) && agrees(item, block));
  const looped = length > written.length;
  if (options.length === 1 && !looped) return options[0];
  if (length === 1) return written[index];
  const keys = new Set(options.flatMap((block) => Object.keys(block)));
  return Object.fromEntries(
    [...keys].map((key) => {
      const references = options.flatMap((block) => {
        const expression = block[key];
        return isFields(expression) ? strings(expression.references) : [];
      });
      // Followed by a name that resolves to nothing: which of them it is stays open.
      return [key, { references: references.length === 0 ? [] : [...references, 'each.key'] }];
    }),
  );
}

function agrees(item: Fields, block: Fields): boolean {
  return Object.entries(block).every(([key, expression]) => {
    const constant = isFields(expression) ? expression.constant_value : undefined;
    return constant === undefined || typeof constant === 'object' || String(constant) === String(item[key]);
  });
}

/**
 * For each planned block the one that the source makes: the first that has the same known values and is not taken yet.
 * Between several of them it does not matter, since it is a set. Other values are matched by their place.
 */
export function inTurn(planned: readonly unknown[], source: readonly unknown[]): readonly unknown[] {
  const left = [...source];
  return planned.map((item, index) => {
    if (!isFields(item)) return source[index];
    const at = left.findIndex((block) => isFields(block) && fits(item, block));
    return at < 0 ? undefined : left.splice(at, 1)[0];
  });
}

/** Whether nothing that is known of both is different. */
function fits(planned: unknown, source: unknown): boolean {
  if (planned === null || planned === undefined || source === null || source === undefined) return true;
  if (typeof source === 'string' && source.includes('${')) return true;
  if (Array.isArray(planned) && Array.isArray(source)) return planned.length === 0 || planned.length === source.length;
  if (isFields(planned) && isFields(source)) return Object.keys(source).every((key) => fits(planned[key], source[key]));
  return typeof planned === 'object' || typeof source === 'object' || String(planned) === String(source);
}
