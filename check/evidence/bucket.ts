import { userData } from '../../terraform/machine/reader';
import { callsOf, type ShellScript, shellVariable } from '../../terraform/machine/shell-commands';
import type { ResourceIndex } from '../../terraform/resource-index';
import { blocks } from '../../terraform/values';
import { shortName } from './gap';
import type { NodeGap, NodeRule } from './node-gap';
import { configuredName } from './site';

/**
 * What a machine fetches lies in its bucket: the application, and its own configuration, as its user data has it. A machine
 * makes itself what its bucket says (docs/decisions/0002-configuration-follows-from-the-bucket.md).
 */
export const bucket: NodeRule = ({ address, resource, tags, machine }, site) => {
  const { stack, objects: objectsOf } = site;
  const found = stack.target(tags['nospof:bucket']);
  if (found?.type !== 'aws_s3_bucket') return [gap('the tag nospof:bucket of a bucket', address)];
  const objects = objectsOf(found.address);
  const own = `nodes/${configuredName(address, site)}.yaml`;
  const stored = objects.get(own);
  const rendered = userData(resource, stack);
  const content = stack.text(stored?.body.content);
  const same = stored !== undefined && (content === rendered || plain(content) === plain(rendered));
  const application = fetched(machine.setupCommands).filter((key) => !objects.has(key));
  return [
    ...(stored === undefined ? [gap(`its configuration, ${own}`, found.address)] : []),
    ...(stored !== undefined && !same ? [gap(`the configuration of ${shortName(address)}`, stored.address)] : []),
    ...[...objects.values()]
      .filter(({ body }) => body.storage_class === 'GLACIER' || body.storage_class === 'DEEP_ARCHIVE')
      .map((one) => gap(`objects at hand, not in ${one.body.storage_class}`, one.address)),
    ...expiring(found.address, stack),
    ...application.map((key) => gap(`the application, ${key}`, found.address)),
  ];
};

/** What is deleted by itself is not there when a machine is built anew. */
function expiring(bucket: string, stack: ResourceIndex): readonly NodeGap[] {
  return stack.referring('aws_s3_bucket_lifecycle_configuration', 'bucket', bucket).flatMap(({ address, body }) =>
    blocks(body.rule)
      .filter(({ status }) => status !== 'Disabled')
      .flatMap(({ expiration }) => blocks(expiration))
      .filter((one) => one.days !== undefined || one.date !== undefined)
      .map(() => gap('objects that do not expire', address)),
  );
}

/** Objects of its own bucket that setup steps fetch, as `application/<sha256>.tar`. */
function fetched(steps: ShellScript): readonly string[] {
  const value = (whole: string, name: string) => shellVariable(steps, name)?.[0] ?? whole;
  return callsOf(steps, 'site_object').map(([key = '']) => key.replaceAll(/\$\{?(\w+)\}?/g, value));
}

/** Text as Terraform gives it out: whether an escape is still in it depends on where it was read. */
function plain(text: string | undefined): string | undefined {
  return text?.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'wrong-configuration', lookedFor, where };
}
