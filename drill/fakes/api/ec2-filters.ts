import type { Account } from '../account';
import type { FakeInstance } from '../protocol';
import { AwsError } from './call';

/** One `Filter.N` of a request. */
interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

/** Filters of `DescribeInstances` by name, but for `tag:KEY` (EC2 API Reference). */
const FILTERS: Readonly<Record<string, (instance: FakeInstance, account: Account) => string>> = {
  'availability-zone': ({ zone }) => zone,
  'instance-id': ({ instanceId }) => instanceId,
  'instance-state-name': ({ instanceId }, account) => account.state(instanceId),
  // The primary one alone.
  'private-ip-address': ({ privateIps: [primary] }) => primary,
  // All machines of a drill stand in the site's own network.
  'vpc-id': (_instance, { world }) => world.vpc.id,
};

/** Whether an instance passes all filters of a request. @throws AwsError for a filter that is not spoken here */
export function matchesFilters(instance: FakeInstance, form: URLSearchParams, account: Account): boolean {
  return filtersOf(form).every(({ name, values }) => {
    const value = filtered(name, instance, account);
    return value !== undefined && values.some((pattern) => matches(pattern, value));
  });
}

function filtered(name: string, instance: FakeInstance, account: Account): string | undefined {
  if (name.startsWith('tag:')) return instance.tags[name.slice('tag:'.length)];
  const read = FILTERS[name];
  if (!read) throw new AwsError(400, 'InvalidParameterValue', `The filter '${name}' is invalid`, 'unknown');
  return read(instance, account);
}

function filtersOf(form: URLSearchParams): readonly Filter[] {
  const names = [...form].filter(([key]) => /^Filter\.\d+\.Name$/.test(key));
  return names.map(([key, name]) => {
    const prefix = key.replace(/Name$/, 'Value.');
    return { name, values: [...form].filter(([other]) => other.startsWith(prefix)).map(([, value]) => value) };
  });
}

/** EC2's wildcards: `*` for any text, `?` for one character. */
function matches(pattern: string, value: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(value);
}
