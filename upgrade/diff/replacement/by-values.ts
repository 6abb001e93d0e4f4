import { INSTANCE_TYPES } from '../../../model/instance-types';

/** One attribute's values on both sides, as text. */
interface Change {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * Whether a change replaces the resource where that depends on values rather than on the attribute (`conditional` in the
 * table).
 * @param body the resource's arguments after the change
 * @returns undefined where the table's rule holds
 */
export function replacesByValues(
  type: string,
  body: Readonly<Record<string, unknown>>,
  { path, before, after }: Change,
): 'yes' | 'no' | 'unknown' | undefined {
  switch (`${type}.${path}`) {
    case 'aws_instance.instance_type':
      return anotherArchitecture(before, after);
    case 'aws_instance.user_data':
    case 'aws_instance.user_data_base64':
      return body.user_data_replace_on_change === true ? 'yes' : undefined;
    case 'aws_vpc.instance_tenancy':
      return after === 'dedicated' ? 'yes' : undefined;
    case 'aws_elasticache_replication_group.engine':
      return before === 'redis' && after === 'valkey' ? undefined : 'yes';
    default:
      return undefined;
  }
}

/** An image runs on one processor architecture, so the provider replaces an instance that gets another. */
function anotherArchitecture(before = '', after = ''): 'yes' | 'unknown' | undefined {
  const [old, now] = [INSTANCE_TYPES.get(before), INSTANCE_TYPES.get(after)];
  if (!old || !now) return 'unknown';
  return old.architecture === now.architecture ? undefined : 'yes';
}
