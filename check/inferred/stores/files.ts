import { joined, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { UNKNOWN_ZONE } from '../../elements';
import type { Callee } from '../callee';
import type { InferenceContext } from '../context';
import type { InferredMachine } from '../machines/group';
import { GROUPS } from '../network-types';
import { allOf, anyOf, type Condition } from '../site';

const NFS = 2049;

/**
 * File systems of EFS. A machine mounts by the file system's name, which stands for the mount target of the machine's own
 * zone and for nothing where that zone has none: https://docs.aws.amazon.com/efs/latest/ug/mounting-fs-mount-cmd-dns-name.html
 */
export function fileSystems(context: InferenceContext): readonly Callee[] {
  const { stack } = context;
  return stack.ofType('aws_efs_file_system').map((system) => {
    const { address } = system;
    const service = context.names.service(address, 'files');
    const tier = service.slice(0, service.lastIndexOf('.'));
    addSystem(system, tier, context);
    context.offer({ id: service, members: [{ element: address, needs: [] }], enough: 1 });
    const { certain, possible } = stack.links.to(system, ['aws_efs_mount_target'], 'file_system_id');
    const targets = new MountTargets(system, certain, possible.length > certain.length, context);
    return {
      resource: system,
      service,
      securityGroups: joined(possible.map(({ body }) => links(body.security_groups, GROUPS, stack))),
      ports: [NFS],
      condition: (machine) => targets.for(machine, service),
    };
  });
}

function addSystem({ address, body }: Resource, tier: string, context: InferenceContext): void {
  const zone = body.availability_zone_name;
  if (typeof zone !== 'string' || zone === '') {
    context.addManaged(address, tier);
    return;
  }
  const known = !zone.includes('${');
  if (!known) context.note('unknown-zone', address, { detail: `its zone is ${zone}` });
  const at = known ? context.places.byName(zone) : { id: undefined, why: zone };
  context.add({ ...context.places.element(address, 'managed', at, { tier }) });
}

class MountTargets {
  readonly #zones: ReadonlySet<string>;
  readonly #unsure: boolean;

  constructor(
    readonly system: Resource,
    targets: readonly Resource[],
    open: boolean,
    readonly context: InferenceContext,
  ) {
    const zones = targets.map((target) => context.places.ofSubnet(context.places.subnets(target.body.subnet_id)));
    this.#zones = new Set(zones.flatMap(({ id }) => id ?? []));
    this.#unsure = open || zones.some(({ id }) => id === undefined);
  }

  for(machine: InferredMachine, service: string): Condition {
    const { zone } = machine;
    const { id } = zone;
    const among = zone.id === undefined ? zone.among : [zone.id];
    if (among?.every((zone) => this.#zones.has(zone))) return { service };
    const { address } = this.system;
    if (this.#unsure || (id === undefined && this.#zones.size > 0)) {
      this.context.note('unclear-mount-target', machine.element, { others: [address] });
      return allOf([{ service }, { up: UNKNOWN_ZONE }]);
    }
    this.context.note('no-mount-target', machine.element, { others: [address] });
    return anyOf([]);
  }
}
