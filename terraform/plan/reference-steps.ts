/** The steps of a reference, each with its index: `aws_subnet`, `a["x.y"]`, `id`. */
export function steps(reference: string): readonly string[] {
  return reference.match(/(?:\["(?:[^"\\]|\\.)*"\]|[^.])+/g) ?? [];
}

/** A step without its index. */
export function bare(step: string): string {
  return step.replace(/\[.*$/, '');
}

/** Each reference is followed by what it is a part of: `a.b[0].id`, `a.b[0]`, `a.b`. The first of each such run. */
export function longest(references: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let last = '';
  for (const one of references) {
    const isPart = last.startsWith(one) && /^[.[]/.test(last.slice(one.length));
    if (!isPart) kept.push(one);
    last = one;
  }
  return kept;
}

/** The module that a module is called in, and by which name; of the root there is none. */
export function caller(module: string): { readonly parent: string; readonly call: string | undefined } {
  const all = steps(module);
  const last = all.at(-1);
  if (last === undefined) return { parent: '', call: undefined };
  return { parent: all.slice(0, -2).join('.'), call: bare(last) };
}
