import { type Path, type Problem, shown } from '../diagnostic';
import type { PlainValue } from '../yaml/spans';

/** Words that YAML 1.1 read as true or false; in YAML 1.2 they are text. */
const YAML_11_FLAGS: Readonly<Record<string, boolean>> = {
  yes: true,
  y: true,
  on: true,
  no: false,
  n: false,
  off: false,
};

/** A value whose type does not fit, with the fix that suits how it is written. */
export function wrongType(path: Path, value: PlainValue | undefined, allowed: string): Problem {
  return {
    code: 'wrong-type',
    path,
    at: 'value',
    value: shown(value),
    message: `${describe(value)} stands where ${allowed} belongs`,
    allowed,
    fix: fixFor(path, value, allowed),
  };
}

function describe(value: PlainValue | undefined): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return `the ${typeof value === 'string' ? 'text' : typeof value} ${shown(value)}`;
}

function fixFor(path: Path, value: PlainValue | undefined, allowed: string): string {
  const key = path.at(-1);
  if (value === null || value === undefined) {
    return key === undefined ? `write ${allowed}` : `write a value after "${key}:", or delete the line`;
  }
  if (typeof value === 'string') return fixForText(value, allowed);
  if (typeof value === 'number' && allowed.includes('%')) return `write ${value}%, if that is meant`;
  if (typeof value !== 'object' && /^a list/.test(allowed)) return `put it in brackets: [${String(value)}]`;
  if (typeof value !== 'object' && !/number|list|map|true/.test(allowed))
    return `if it is meant, quote it: '${String(value)}'`;
  return `write ${allowed}`;
}

function fixForText(value: string, allowed: string): string {
  const flag = YAML_11_FLAGS[value.toLowerCase()];
  if (/^true or false/.test(allowed) && flag !== undefined)
    return `write ${flag}: in YAML 1.2, ${value.slice(0, 3)} is text`;
  const digits = value.replaceAll('_', '').trim();
  if (/number/.test(allowed) && /^[+-]?[0-9]{1,15}$/.test(digits))
    return `write ${Number(digits)}, without quotes or underscores`;
  if (/^a list/.test(allowed) && value.length < 40) return `put it in brackets: [${value}]`;
  return `write ${allowed}`;
}
