import { userData } from '../../terraform/machine/reader';
import { addressOf } from '../../terraform/references';
import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { shortName } from './gap';
import type { NodeGap, NodeRule } from './node-gap';

/**
 * What a machine fetches lies in its bucket: the application, and its own configuration, as its user data has it. A machine
 * makes itself what its bucket says (docs/decisions/0002-configuration-follows-from-the-bucket.md).
 */
export const bucket: NodeRule = ({ address, resource, tags, machine }, { stack }) => {
  const found = stack.get(addressOf(tags['nospof:bucket']));
  if (found?.type !== 'aws_s3_bucket') return [gap('the tag nospof:bucket of a bucket', address)];
  const objects = objectsIn(found, stack);
  const own = `nodes/${shortName(address).replaceAll('_', '-')}.yaml`;
  const stored = objects.get(own);
  const told = userData(resource, stack);
  const same = stored !== undefined && plain(stack.text(stored.body.content)) === plain(told);
  const application = machine.setupSteps.flatMap((step) => {
    const release = /--key "application\/\$release\.tar"/.test(step)
      ? /^\s*release=(\S+)$/m.exec(step)?.[1]
      : undefined;
    return release === undefined || objects.has(`application/${release}.tar`) ? [] : [`application/${release}.tar`];
  });
  return [
    ...(stored === undefined ? [gap(`its configuration, ${own}`, found.address)] : []),
    ...(stored !== undefined && !same ? [gap(`the configuration of ${shortName(address)}`, stored.address)] : []),
    ...application.map((key) => gap(`the application, ${key}`, found.address)),
  ];
};

const KNOWN = new WeakMap<ResourceIndex, Map<string, ReadonlyMap<string, Resource>>>();

/** The objects of a bucket by key: each machine asks for its own. */
function objectsIn({ address }: Resource, stack: ResourceIndex): ReadonlyMap<string, Resource> {
  const known = KNOWN.get(stack) ?? new Map<string, ReadonlyMap<string, Resource>>();
  KNOWN.set(stack, known);
  const objects =
    known.get(address) ??
    new Map(
      stack
        .ofType('aws_s3_object')
        .filter(({ body }) => addressOf(body.bucket) === address)
        .map((object) => [String(object.body.key), object]),
    );
  known.set(address, objects);
  return objects;
}

/** Text as Terraform gives it out: whether an escape is still in it depends on where it was read. */
function plain(text: string | undefined): string | undefined {
  return text?.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'wrong-configuration', lookedFor, where };
}
