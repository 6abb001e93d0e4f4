import { another, type Json, kindred, type Mutation, type Specimen } from './mutant';

type Path = readonly (string | number)[];

/** Each argument of each resource: removed, and changed; in policies each part of each statement. */
export function argumentMutations({ stage, stack }: Specimen): readonly Mutation[] {
  return (['resource', 'data'] as const).flatMap((block) =>
    Object.entries<Json>(stack[block] ?? {}).flatMap(([type, resources]) =>
      Object.entries<Json>(resources).flatMap(([name, body]) => {
        const peers = Object.keys(resources).filter((other) => kindred(other) === kindred(name));
        const edits = editsOf(body);
        const scopes = peers.length > 1 ? (['one', 'all'] as const) : (['all'] as const);
        const kind = `${block === 'data' ? 'data ' : ''}${type}`;
        const whole = scopes.map(
          (scope): Mutation => ({
            ...{ stage, kind, scope, name: `${kindred(name)} removed`, what: '' },
            change: (copy) => {
              for (const one of scope === 'all' ? peers : [name]) delete copy[block][type][one];
            },
          }),
        );
        return [
          ...whole,
          ...scopes.flatMap((scope) =>
            edits.map(
              ({ path, edit, shown, apply }): Mutation => ({
                ...{ stage, kind, scope, name: `${kindred(name)}: ${path.join('.')} ${edit}`, what: shown },
                change: (copy) => {
                  for (const one of scope === 'all' ? peers : [name]) apply(copy[block][type][one]);
                },
              }),
            ),
          ),
        ];
      }),
    ),
  );
}

interface Edit {
  readonly path: Path;
  readonly edit: 'removed' | 'changed';
  readonly shown: string;
  readonly apply: (body: Json) => void;
}

/** Leaves and branches of a resource; what Terraform does not read is none. */
function editsOf(body: Json): readonly Edit[] {
  const paths = Object.keys(body).flatMap((key) => (key === '//' ? [] : below([key], body[key])));
  return paths.flatMap(({ path, value }): Edit[] => {
    const shown = JSON.stringify(value).slice(0, 100);
    const policy = typeof value === 'string' && /^\s*\{/.test(value) ? policyEdits(path, value) : undefined;
    const removed: Edit = { path, shown, edit: 'removed', apply: (copy) => drop(copy, path) };
    if (policy !== undefined) return [removed, ...policy];
    const other = another(value);
    if (other === undefined || isConfiguration(path)) return [removed];
    return [removed, { path, shown, edit: 'changed', apply: (copy) => put(copy, path, other) }];
  });
}

/** Machines' own configuration is changed line by line elsewhere. */
function isConfiguration([first]: Path): boolean {
  return first === 'user_data_base64';
}

function policyEdits(path: Path, text: string): readonly Edit[] {
  const document = JSON.parse(text);
  return below([], document).flatMap(({ path: inner, value }): Edit[] => {
    if (inner.length === 0 || inner.at(-1) === 'Sid' || inner[0] === 'Version') return [];
    const write = (change: (policy: Json) => void) => (copy: Json) => {
      const policy = JSON.parse(at(copy, path) ?? '{}');
      change(policy);
      put(copy, path, JSON.stringify(policy));
    };
    const shown = JSON.stringify(value).slice(0, 100);
    const whole = [...path, ...inner];
    const removed: Edit = { path: whole, shown, edit: 'removed', apply: write((policy) => drop(policy, inner)) };
    const other = value === 'Allow' ? 'Deny' : value === 'Deny' ? 'Allow' : another(value);
    if (other === undefined) return [removed];
    return [removed, { path: whole, shown, edit: 'changed', apply: write((policy) => put(policy, inner, other)) }];
  });
}

function below(path: Path, value: Json): readonly { readonly path: Path; readonly value: Json }[] {
  const own = { path, value };
  if (Array.isArray(value)) return [own, ...value.flatMap((one, index) => below([...path, index], one))];
  if (typeof value !== 'object' || value === null) return [own];
  return [own, ...Object.entries<Json>(value).flatMap(([key, one]) => below([...path, key], one))];
}

function at(body: Json, path: Path): Json {
  return path.reduce((value, key) => value?.[key], body);
}

function drop(body: Json, path: Path): void {
  const parent = at(body, path.slice(0, -1));
  const key = path.at(-1);
  if (parent === undefined || key === undefined) return;
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function put(body: Json, path: Path, value: unknown): void {
  const parent = at(body, path.slice(0, -1));
  const key = path.at(-1);
  if (parent !== undefined && key !== undefined) parent[key] = value;
}
