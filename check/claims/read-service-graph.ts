import { DIGEST_FORMAT, type RenderedStack } from '../../model/rendered/digest';
import type { Declares, NeedClaim, ServiceClaim, ServiceGraph, Takeover } from '../../model/service-graph';
import type { AcceptedRisk, OwnRate } from '../../model/topology';
import { type Fields, isFields } from '../../terraform/values';

/** A service graph that cannot be used. */
export class UnreadableClaimsError extends Error {
  override readonly name = 'UnreadableClaimsError';
}

const TAKEOVERS: readonly Takeover[] = ['none', 'caller', 'address', 'dns', 'quorum', 'replica', 'managed'];

/** The claims of `service-graph.json`, each field checked. @throws UnreadableClaimsError */
export function readServiceGraph(json: unknown): ServiceGraph {
  if (!isFields(json)) throw new UnreadableClaimsError('it is not an object');
  if (json.version !== 1) throw wrong('version', json.version, '1');
  const services = list(json, 'services').map(serviceClaim);
  const known = new Set(services.map(({ id }) => id));
  const needs = list(json, 'needs').map(needClaim);
  const goals = list(json, 'goals').map((goal) => ({ name: text(goal, 'name'), service: text(goal, 'service') }));
  const named = [...needs.flatMap(({ from, anyOf }) => [from, ...anyOf]), ...goals.map(({ service }) => service)];
  const missing = named.find((id) => !known.has(id));
  if (missing !== undefined) throw new UnreadableClaimsError(`it names the service ${missing}, which it does not have`);
  if (goals.length === 0) throw new UnreadableClaimsError('it has no goal');
  once(
    'the service',
    services.map(({ id }) => id),
  );
  once(
    'the goal',
    goals.map(({ name }) => name),
  );
  // Counted twice, a member would be its own replacement.
  for (const { id, members } of services) once(`as a member of ${id}`, members);
  for (const { from, anyOf } of needs) once(`as a need of ${from}`, anyOf);
  noCircle(needs);
  const rendered = hasRendered(json) ? { rendered: renderedOf(json.rendered) } : {};
  return {
    version: 1,
    site: text(json, 'site'),
    services,
    needs,
    goals,
    ...(json.names !== undefined && { names: recordOf(json.names, 'names', isText, 'names by address') }),
    ...(json.declares !== undefined && { declares: declares(json.declares) }),
    ...rendered,
  };
}

/** @throws UnreadableClaimsError where a name stands twice */
function once(what: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new UnreadableClaimsError(`it names ${what} twice: ${name}`);
    seen.add(name);
  }
}

/** @throws UnreadableClaimsError where services need each other in a circle. O(services + needs) */
function noCircle(needs: readonly NeedClaim[]): void {
  const needed = new Map<string, string[]>();
  const left = new Map<string, number>();
  for (const { from, anyOf } of needs) {
    for (const id of anyOf) {
      needed.set(from, [...(needed.get(from) ?? []), id]);
      left.set(id, (left.get(id) ?? 0) + 1);
    }
  }
  const free = [...needed.keys()].filter((id) => !left.has(id));
  for (const id of free) {
    for (const next of needed.get(id) ?? []) {
      const count = (left.get(next) ?? 0) - 1;
      left.set(next, count);
      if (count === 0) free.push(next);
    }
  }
  const [circle] = [...left].find(([, count]) => count > 0) ?? [];
  if (circle !== undefined) throw new UnreadableClaimsError(`its needs lead in a circle through ${circle}`);
}

const SURVIVES = ['none', 'node', 'zone'] as const;
const GOALS = ['serve', 'write', 'media', 'upload'] as const;

function declares(value: unknown): Declares {
  if (!isFields(value)) throw wrong('declares', value, 'an object');
  const accept = list(value, 'accept').map(acceptedRisk);
  const rates = value.rates === undefined ? [] : list(value, 'rates').map(ownRate);
  return {
    ...(value.survives !== undefined && { survives: oneOf(value, 'survives', SURVIVES) }),
    accept,
    ...(rates.length > 0 && { rates }),
  };
}

/** Whoever accepts something says what, and why. */
function acceptedRisk(risk: Fields): AcceptedRisk {
  const [element, because] = [text(risk, 'element'), text(risk, 'because')];
  if (because.trim() === '') throw wrong('because', because, 'a reason in words');
  if (risk.differs !== undefined) return { element, differs: text(risk, 'differs'), because };
  if (risk.unread === undefined) return { element, goal: oneOf(risk, 'goal', GOALS), because };
  if (risk.unread !== true) throw wrong('unread', risk.unread, 'true');
  return { element, unread: true, because };
}

/** Digests of another release are as none. */
function hasRendered({ rendered }: Fields): boolean {
  return rendered !== undefined && !(isFields(rendered) && rendered.format !== DIGEST_FORMAT);
}

/** Digests, each field checked. */
function renderedOf(value: unknown): RenderedStack {
  if (!isFields(value)) throw wrong('rendered', value, 'an object');
  const { machines, resources } = value;
  const parts = list(value, 'parts').map((part) => ({ name: text(part, 'name'), lines: text(part, 'lines') }));
  const isPlaces = (one: unknown): one is readonly number[] =>
    Array.isArray(one) && one.every((place) => Number.isInteger(place) && place >= 0 && place < parts.length);
  const isDigests = (one: unknown): one is Readonly<Record<string, string>> =>
    isFields(one) && Object.values(one).every((each) => typeof each === 'string');
  return {
    format: DIGEST_FORMAT,
    parts,
    machines: recordOf(machines, 'machines', isPlaces, 'places of parts by address'),
    resources: recordOf(resources, 'resources', isDigests, 'digests of arguments by address'),
  };
}

const isText = (one: unknown): one is string => typeof one === 'string';

function recordOf<T>(
  value: unknown,
  key: string,
  is: (one: unknown) => one is T,
  allowed: string,
): Readonly<Record<string, T>> {
  if (!isFields(value)) throw wrong(key, value, allowed);
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => {
      if (!is(one)) throw wrong(`${key}.${name}`, one, allowed);
      return [name, one];
    }),
  );
}

function ownRate(rate: Fields): OwnRate {
  const { unavailability } = rate;
  if (typeof unavailability !== 'number' || !(unavailability >= 0 && unavailability < 1))
    throw wrong('unavailability', unavailability, 'a number from 0 to below 1');
  return { of: text(rate, 'of'), unavailability };
}

function oneOf<T extends string>(from: Fields, key: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === from[key]);
  if (found === undefined) throw wrong(key, from[key], allowed.join(', '));
  return found;
}

function serviceClaim(claim: Fields): ServiceClaim {
  const takeover = oneOf(claim, 'takeover', TAKEOVERS);
  return { id: text(claim, 'id'), members: texts(claim, 'members'), enough: natural(claim, 'enough'), takeover };
}

function needClaim(claim: Fields): NeedClaim {
  const strength = oneOf(claim, 'strength', ['hard', 'soft']);
  const { ports } = claim;
  if (!Array.isArray(ports) || !ports.every((port) => Number.isInteger(port)))
    throw wrong('ports', ports, 'a list of ports');
  return { from: text(claim, 'from'), anyOf: texts(claim, 'anyOf'), strength, ports, files: texts(claim, 'files') };
}

function list(from: Fields, key: string): readonly Fields[] {
  const value = from[key];
  if (!Array.isArray(value) || !value.every(isFields)) throw wrong(key, value, 'a list of objects');
  return value;
}

function texts(from: Fields, key: string): readonly string[] {
  const value = from[key];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
    throw wrong(key, value, 'a list of texts');
  return value;
}

function text(from: Fields, key: string): string {
  const value = from[key];
  if (typeof value !== 'string') throw wrong(key, value, 'a text');
  return value;
}

function natural(from: Fields, key: string): number {
  const value = from[key];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
    throw wrong(key, value, 'a whole number from 1');
  return value;
}

function wrong(key: string, value: unknown, allowed: string): UnreadableClaimsError {
  const found =
    typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'a list' : 'an object') : undefined;
  const shown = found ?? JSON.stringify(value)?.slice(0, 60) ?? 'missing';
  return new UnreadableClaimsError(`'${key}' is ${shown}; allowed: ${allowed}`);
}
