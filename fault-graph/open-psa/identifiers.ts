/**
 * Names for Open-PSA, where a dot separates the parts of a path and "-" may not stand first, last or twice: each given
 * identifier gets one of its own, as close to it as allowed (`aws_instance.web_1` → `aws_instance_web_1`).
 */
export class Identifiers {
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();

  /** @param key whose name it is; the same key has the same name. @param wanted what to call it, if still free */
  name(key: string, wanted = key): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const plain = wanted.replace(/[^A-Za-z0-9_-]/g, '_').replace(/-(?=-|$)/g, '_');
    const base = /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
    let name = base;
    for (let i = 2; this.#taken.has(name); i++) name = `${base}_${i}`;
    this.#names.set(key, name);
    this.#taken.add(name);
    return name;
  }
}
