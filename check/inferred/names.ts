/** Short names for resources: `web` of `aws_instance.web`, `db.this` of `module.db.aws_db_instance.this`. */
export class Names {
  readonly #taken = new Map<string, string>();

  /** A service's id, `web.targets`: short where nothing else is called so, with the whole address otherwise. */
  service(address: string, capability: string): string {
    const short = `${shortResourceName(address)}.${capability}`;
    const owner = this.#taken.get(short) ?? address;
    this.#taken.set(short, owner);
    return owner === address ? short : `${address}.${capability}`;
  }
}

/** The names of the modules around a resource and its own. */
export function shortResourceName(address: string): string {
  const steps = address.match(/(?:\["[^"]*"\]|[^.])+/g) ?? [address];
  const modules = steps.filter((_, index) => steps[index - 1] === 'module');
  const name = steps.at(-1) ?? address;
  return [...modules, name].join('.');
}

/** `aws_instance.web` of `aws_instance.web[0]`: those that one block makes have it in common. */
export function baseAddress(address: string): string {
  return address.replace(/\[(?:\d+|"[^"]*")\]$/, '');
}
