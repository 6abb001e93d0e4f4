import type { z } from 'zod';
import type { DiagnosticCode } from '../codes';
import { type Path, type Problem, shown } from '../diagnostic';
import { ELEMENT_CLASSES } from '../element-classes';
import { INSTANCE_TYPES } from '../instance-types';
import { REGIONS } from '../regions';
import { closest } from '../suggest';
import { type PlainValue, valueAt } from '../yaml/spans';
import { tierName } from './fields';
import { wrongType } from './wrong-type';

type Issue = z.core.$ZodIssue;

/** Keys whose values come from a table of AWS. */
const TABLES: Readonly<Record<string, { readonly code: DiagnosticCode; readonly names: readonly string[] }>> = {
  region: { code: 'unknown-region', names: REGIONS },
  size: { code: 'unknown-size', names: [...INSTANCE_TYPES.keys()] },
};

/** What a schema found wrong with the value at `base`, as problems. */
export function schemaProblems(error: z.ZodError, base: Path, value: PlainValue): Problem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, base, value));
}

/** One fault of a value: where it is, what it is, and what its schema allows there. */
interface Fault {
  readonly path: Path;
  /** The last key of the path; an item of a list is called by its list. */
  readonly key: string;
  readonly value: PlainValue | undefined;
  readonly allowed: string;
}

function problemsOf(issue: Issue, base: Path, root: PlainValue): Problem[] {
  const steps = issue.path.filter((step) => typeof step !== 'symbol');
  const path = [...base, ...steps];
  const key = path.findLast((step) => typeof step === 'string') ?? 'file';
  const fault: Fault = { path, key, value: valueAt(root, steps), allowed: issue.message };
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((unknown) => unknownKey(fault, unknown));
    case 'invalid_key':
      return [badName({ ...fault, allowed: issue.issues[0]?.message ?? issue.message })];
    case 'invalid_union': {
      // The branch that fits the value's type tells what is wrong inside of it.
      const branch = issue.errors.find((issues) =>
        issues.every((one) => one.path.length > 0 || one.code !== 'invalid_type'),
      );
      if (!branch) return [wrongType(path, fault.value, issue.message)];
      return branch.flatMap((one) => problemsOf({ ...one, path: [...issue.path, ...one.path] }, base, root));
    }
    case 'invalid_type':
      return [fault.value === undefined ? missingKey(fault) : wrongType(path, fault.value, issue.message)];
    case 'too_small':
      return [outOfRange(fault, issue.origin === 'array' ? undefined : `${issue.minimum} or more`)];
    case 'too_big':
      return [outOfRange(fault, issue.origin === 'array' ? undefined : `${issue.maximum} or less`)];
    case 'invalid_value':
      return [fault.value === undefined ? missingKey(fault) : notAllowed(fault, issue.values.map(String))];
    default:
      return [badFormat(fault)];
  }
}

function unknownKey({ path, value, allowed: message }: Fault, unknown: string): Problem {
  const allowed = message.replace(/^a map of: /, '');
  const meant = closest(unknown, allowed.split(', '));
  return {
    code: 'unknown-key',
    path: [...path, unknown],
    at: 'key',
    value: shown(valueAt(value, [unknown])),
    message: `there is no key ${shown(unknown)} here`,
    allowed,
    fix: meant ? `did you mean ${meant}?` : 'delete it',
  };
}

/** A name that would be right, made from one that is not. */
function repairedName(name: string): string | undefined {
  const candidate = name
    .slice(0, 20)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
    .replace(/-([0-9]+)$/, '$1');
  return tierName().safeParse(candidate).success ? candidate : undefined;
}

function badName({ path, key, allowed }: Fault): Problem {
  // Names of tiers and of what they run again and again are of one form; those of variables are not.
  const isDashed = path[0] === 'tiers' && (path.length === 2 || path.at(-2) === 'periodic');
  const repaired = isDashed ? repairedName(key) : path[0] === 'rates' ? closest(key, ELEMENT_CLASSES) : undefined;
  const fix = `rename it to ${repaired ?? allowed}`;
  return { code: 'bad-format', path, at: 'key', message: `${shown(key)} cannot be a name here`, allowed, fix };
}

/** Marked at the map that lacks the key, for `Spans` falls back to it. */
function missingKey({ path, key, allowed }: Fault): Problem {
  const message = `the key ${key} is missing`;
  return { code: 'missing-key', path, at: 'key', message, allowed, fix: `add ${key}: ${allowed}` };
}

function outOfRange({ path, key, value, allowed }: Fault, bound: string | undefined): Problem {
  const message = `${shown(value)} is out of range for ${key}`;
  const fix = `write ${bound ?? allowed}`;
  return { code: 'out-of-range', path, at: 'value', value: shown(value), message, allowed, fix };
}

function notAllowed({ path, key, value, allowed }: Fault, values: readonly string[]): Problem {
  if (value === null || typeof value === 'object') return wrongType(path, value, allowed);
  const table = typeof value === 'string' ? TABLES[key] : undefined;
  const meant = typeof value === 'string' ? closest(value, table?.names ?? values) : undefined;
  return {
    code: table?.code ?? 'not-allowed',
    path,
    at: 'value',
    value: shown(value),
    message: table ? `${shown(value)} is not a known ${key}` : `${shown(value)} is not allowed for ${key}`,
    allowed,
    fix: meant ? `did you mean ${meant}?` : `write ${values.length === 1 ? values[0] : allowed}`,
  };
}

function badFormat({ path, key, value, allowed }: Fault): Problem {
  const repaired = key === 'name' && typeof value === 'string' ? repairedName(value) : undefined;
  const message = `${shown(value)} is not a valid ${key}`;
  return {
    code: 'bad-format',
    path,
    at: 'value',
    value: shown(value),
    message,
    allowed,
    fix: `write ${repaired ?? allowed}`,
  };
}
