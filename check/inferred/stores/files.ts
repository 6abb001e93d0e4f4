import type { Resource } from '../../../terraform/resource-index';
import { UNKNOWN_ZONE } from '../../elements';
import type { Callee } from '../callee';
import { joined, linkedTo, links } from '../links';
import { GROUPS, type Machine, SUBNETS } from '../machines/group';
import type { Reading } from '../reading';
import { allOf, anyOf, type Condition } from '../site';

const NFS = 2049;

/**
 * File systems of EFS. A machine mounts by the file system's name, which stands for the mount target of the machine's own
 * zone and for nothing where that zone has none: https://docs.aws.amazon.com/efs/latest/ug/mounting-fs-mount-cmd-dns-name.html
 */
export function fileSystems(reading: Reading): readonly Callee[] {
  const { stack } = reading;
  return stack.ofType('aws_efs_file_system').map((system) => {
    const { address } = system;
    const service = reading.names.service(address, 'files');
    const tier = service.slice(0, service.lastIndexOf('.'));
    addSystem(system, tier, reading);
    reading.offer({ id: service, members: [{ element: address, needs: [] }], enough: 1 });
    const { sure, perhaps } = linkedTo(system, ['aws_efs_mount_target'], 'file_system_id', stack);
    const targets = new MountTargets(system, sure, perhaps.length > sure.length, reading);
    return {
      resource: system,
      service,
      securityGroups: joined(perhaps.map(({ body }) => links(body.security_groups, GROUPS, stack))),
      ports: [NFS],
      condition: (machine) => targets.for(machine, service),
    };
  });
}

function addSystem({ address, body }: Resource, tier: string, reading: Reading): void {
  const zone = body.availability_zone_name;
  if (typeof zone !== 'string' || zone === '') {
    reading.addManaged(address, tier);
    return;
  }
  const known = !zone.includes('${');
  if (!known) reading.note(`the zone of ${address}: ${zone}`);
  const at = known ? { id: zone, by: 'name' as const } : { id: undefined, why: zone };
  reading.add({ ...reading.places.element(address, 'managed', at, { tier }) });
}

class MountTargets {
  readonly #zones: ReadonlySet<string>;
  readonly #unsure: boolean;

  constructor(
    readonly system: Resource,
    targets: readonly Resource[],
    open: boolean,
    readonly reading: Reading,
  ) {
    const zones = targets.map((target) =>
      reading.places.ofSubnet(links(target.body.subnet_id, SUBNETS, reading.stack)),
    );
    this.#zones = new Set(zones.flatMap(({ id }) => id ?? []));
    this.#unsure = open || zones.some(({ id }) => id === undefined);
  }

  for(machine: Machine, service: string): Condition {
    const { id } = machine.zone;
    const among = id === undefined ? machine.among : [id];
    if (among?.every((zone) => this.#zones.has(zone))) return { service };
    const { address } = this.system;
    if (this.#unsure || (id === undefined && this.#zones.size > 0)) {
      this.reading.note(
        `whether ${address} has a mount target in the zone of ${machine.element}: taken as having one in an unknown zone`,
      );
      return allOf([{ service }, { up: UNKNOWN_ZONE }]);
    }
    this.reading.note(
      `how ${machine.element} mounts ${address}: there is no mount target in its zone; taken as not mounting it`,
    );
    return anyOf([]);
  }
}
