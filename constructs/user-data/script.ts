import { SCRIPTS, type ScriptValues } from '../../model/embedded';
import { fillIn } from '../../model/script';

type Values<Names extends string> = [Names] extends [never]
  ? readonly []
  : readonly [values: Readonly<Record<Names, string | number>>];

/**
 * The text of a script of this folder, with its values in the place of their names; those for a shell are quoted already.
 * A value that a script wants and does not get, or the reverse, does not compile.
 */
export function script<Path extends keyof ScriptValues>(path: Path, ...[values]: Values<ScriptValues[Path]>): string {
  return fillIn(SCRIPTS[path], values ?? {});
}
