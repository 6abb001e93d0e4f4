import { at, type Mutant, memberGroups, type Original, remove, resources, subnetOf, zoneOf } from './mutant';

/** Machines, subnets, zones and volumes, moved or removed. */
export function places(original: Original): Mutant[] {
  return [
    ...moved(original),
    ...renamedZones(original),
    ...removed(original),
    ...volumes(original),
    ...attributes(original),
  ];
}

/** Each machine into a peer's subnet, so that both are in one zone. */
function moved(original: Original): Mutant[] {
  const { stack } = original;
  return memberGroups(original).flatMap((members) =>
    members.flatMap((one) =>
      members
        .filter(
          (other) =>
            one !== other && one.startsWith('aws_instance.') && subnetOf(stack, one) !== subnetOf(stack, other),
        )
        .map((other) => ({
          name: `${one} into the subnet of ${other}`,
          change: (copy) => {
            at(copy, one).subnet_id = at(copy, other).subnet_id;
            at(copy, one).private_ip = at(copy, other).private_ip.replace(/\d+$/, '250');
          },
          ...(hasStandIn(original, one) ? {} : { element: zoneOf(stack, other) }),
        })),
    ),
  );
}

/** A page cache's work can be done without it. */
function hasStandIn({ claims }: Original, address: string): boolean {
  return claims.services.some(({ id, members }) => {
    return members.includes(address) && claims.needs.some(({ anyOf }) => anyOf.length > 1 && anyOf[0] === id);
  });
}

/** The same zone by another name: subnets of two zones become one, or are named in ways that cannot be compared. */
function renamedZones({ stack }: Original): Mutant[] {
  const subnets = resources(stack, 'aws_subnet');
  const zones = [...new Set(subnets.map(([, body]) => body.availability_zone as string))];
  return [
    ...zones.flatMap((zone) =>
      zones
        .filter((other) => other !== zone)
        .map((other) => ({
          name: `all subnets of ${zone} stand in ${other}`,
          change: (copy: Original['stack']) => {
            for (const [, body] of resources(copy, 'aws_subnet'))
              if (body.availability_zone === zone) body.availability_zone = other;
            for (const [, body] of resources(copy, 'aws_ebs_volume'))
              if (body.availability_zone === zone) body.availability_zone = other;
          },
          element: other,
        })),
    ),
    ...zones.map(
      (zone): Mutant => ({
        name: `${zone} named by an id`,
        change: (copy) => {
          for (const type of ['aws_subnet', 'aws_ebs_volume']) {
            for (const [, body] of resources(copy, type)) {
              if (body.availability_zone !== zone) continue;
              delete body.availability_zone;
              if (type === 'aws_subnet') body.availability_zone_id = 'euc1-az9';
              else body.availability_zone = '${aws_subnet.private.availability_zone}';
            }
          }
        },
      }),
    ),
    ...subnets.map(
      ([address]): Mutant => ({
        name: `${address} without a zone`,
        change: (copy) => delete at(copy, address).availability_zone,
      }),
    ),
  ];
}

function removed(original: Original): Mutant[] {
  return memberGroups(original).flatMap((members) =>
    members
      .filter((one) => one.startsWith('aws_instance.'))
      .map((one): Mutant => {
        return { name: `${one} removed`, change: (copy) => remove(copy, one) };
      }),
  );
}

function volumes({ stack }: Original): Mutant[] {
  const attachments = resources(stack, 'aws_volume_attachment');
  return [
    ...attachments.map(
      ([address]): Mutant => ({ name: `${address} removed`, change: (copy) => remove(copy, address) }),
    ),
    ...attachments.flatMap(([one]) =>
      attachments
        .filter(
          ([other]) => other !== one && other.split('_').slice(0, -3).join() === one.split('_').slice(0, -3).join(),
        )
        .map(([other, otherBody]): Mutant => {
          const volume = /\$\{(.*)\.id\}/.exec(otherBody.volume_id)?.[1] ?? '';
          return {
            name: `${one} shares the volume of ${other}`,
            change: (copy) => {
              at(copy, one).volume_id = otherBody.volume_id;
            },
            element: volume,
          };
        }),
    ),
    ...resources(stack, 'aws_ebs_volume')
      .filter(([address]) => attachments.some(([, body]) => body.volume_id.includes(`${address}.`)))
      .map(([address, body]): Mutant => {
        const other = body.availability_zone.endsWith('a') ? 'eu-central-1b' : 'eu-central-1a';
        return {
          name: `${address} in ${other}`,
          change: (copy) => {
            at(copy, address).availability_zone = other;
          },
        };
      }),
  ];
}

/** What an instance's own arguments say. */
function attributes(original: Original): Mutant[] {
  const set = (address: string, key: string, value?: unknown): Mutant => ({
    name: `${address}: ${key} ${value === undefined ? 'removed' : JSON.stringify(value)}`,
    change: (copy) => {
      if (value === undefined) delete at(copy, address)[key];
      else at(copy, address)[key] = value;
    },
  });
  const { stack } = original;
  const associations = resources(stack, 'aws_eip_association').map(
    ([address]): Mutant => ({ name: `${address} removed`, change: (copy) => remove(copy, address) }),
  );
  const ofNodes = memberGroups(original).flatMap((members) =>
    members
      .filter((one) => one.startsWith('aws_instance.'))
      .flatMap((one): Mutant[] => {
        const body = at(stack, one);
        const peer = members.find((other) => other !== one) ?? one;
        return [
          set(one, 'private_ip', body.private_ip.replace(/\d+$/, '251')),
          set(one, 'private_ip'),
          set(one, 'vpc_security_group_ids', []),
          set(one, 'iam_instance_profile'),
          set(one, 'user_data_base64'),
          set(one, 'user_data_base64', at(stack, peer).user_data_base64),
          ...(body.secondary_private_ips
            ? [
                set(one, 'secondary_private_ips'),
                set(one, 'secondary_private_ips', at(stack, peer).secondary_private_ips),
                set(one, 'metadata_options', { ...body.metadata_options, instance_metadata_tags: 'disabled' }),
                ...['nospof:address-id', 'nospof:address-ip', 'nospof:tier', 'nospof:site'].map((tag) => {
                  return set(one, 'tags', { ...body.tags, [tag]: 'another' });
                }),
              ]
            : []),
        ];
      }),
  );
  return [...associations, ...ofNodes];
}
