import { type Fields, fields } from '../values';
import { textOf, type Value } from './values';

/** The regions of AWS's providers that a module sees, by their name in it: `aws`, `aws.west`. */
export class Regions {
  constructor(readonly known: ReadonlyMap<string, () => string | undefined> = new Map()) {}

  /** Those that the module has by itself added. @param evaluate the value of a provider's argument */
  within(providers: readonly Fields[], evaluate: (region: unknown) => Value): Regions {
    const own = providers.map(({ alias, region }) => {
      const name = typeof alias === 'string' ? `aws.${alias}` : 'aws';
      return [name, () => (region === undefined ? undefined : textOf(evaluate(region)))] as const;
    });
    return new Regions(new Map([...this.known, ...own]));
  }

  /** Those of a called module: what the call passes, and by itself the one without an alias. */
  passed(providers: unknown): Regions {
    const inherited = [...this.known].filter(([name]) => name === 'aws');
    const given = Object.entries(fields(providers)).flatMap(([name, from]) => {
      const region = this.known.get(nameOf(from));
      return name.startsWith('aws') && region ? [[name, region] as const] : [];
    });
    return new Regions(new Map([...inherited, ...given]));
  }

  /** Of the provider that a resource names; of the one without an alias where it names none. */
  of(provider: unknown): string | undefined {
    return this.known.get(nameOf(provider))?.();
  }
}

function nameOf(provider: unknown): string {
  return typeof provider === 'string' ? provider.replace(/^\$\{(.*)\}$/, '$1') : 'aws';
}
