import type { Resource } from '../../../terraform/resource-index';
import { number } from '../../../terraform/values';
import type { Zone } from '../../../terraform/zones';
import type { Callee } from '../callee';
import { type Links, links } from '../links';
import { GROUPS, SUBNETS } from '../machines/group';
import type { Reading } from '../reading';

const PORTS: readonly (readonly [engine: RegExp, port: number])[] = [
  [/mysql|mariadb/, 3306],
  [/postgres/, 5432],
  [/^oracle|^custom-oracle/, 1521],
  [/sqlserver/, 1433],
  [/^db2/, 50000],
  [/docdb/, 27017],
  [/neptune/, 8182],
];

/** Port of an engine of RDS and its kin, where it is not stated: AWS's defaults. */
export function databasePort({ body }: Resource, engine: unknown = body.engine): readonly number[] | undefined {
  const stated = number(body.port);
  if (stated !== undefined) return [stated];
  const found = PORTS.find(([pattern]) => typeof engine === 'string' && pattern.test(engine));
  return found && [found[1]];
}

/** Database instances of RDS: with a standby in another zone, or one machine. */
export function databaseInstances(reading: Reading): readonly Callee[] {
  return reading.stack.ofType('aws_db_instance').map((instance) => {
    const { address, body } = instance;
    const service = reading.names.service(address, 'db');
    const tier = service.slice(0, service.lastIndexOf('.'));
    const subnets = subnetGroup(body.db_subnet_group_name, reading);
    const standby = hasStandby(instance, subnets, reading);
    if (standby) reading.addManaged(address, tier);
    else reading.add(reading.places.element(address, 'node', zoneOf(instance, subnets, reading), { tier }));
    reading.offer({ id: service, members: [{ element: address, needs: [] }], enough: 1 });
    return {
      resource: instance,
      service,
      securityGroups: links(body.vpc_security_group_ids, GROUPS, reading.stack),
      ports: databasePort(instance, body.engine ?? sourceEngine(instance, reading)),
    };
  });
}

/** The subnets of a database's subnet group; open where it is not read. */
export function subnetGroup(name: unknown, reading: Reading): Links {
  const types = [
    'aws_db_subnet_group',
    'aws_docdb_subnet_group',
    'aws_neptune_subnet_group',
    'aws_elasticache_subnet_group',
  ];
  const [group] = links(name, types, reading.stack).sure;
  return group ? links(group.body.subnet_ids, SUBNETS, reading.stack) : { sure: [], perhaps: [], open: true };
}

/** A standby needs a second zone to stand in. */
function hasStandby({ address, body }: Resource, subnets: Links, reading: Reading): boolean {
  if (body.multi_az !== true && body.multi_az !== 'true') {
    if (typeof body.multi_az === 'string')
      reading.note(`whether ${address} has a standby: multi_az is ${body.multi_az}; taken as not`);
    return false;
  }
  const { zones, whole } = reading.places.ofSubnets(subnets);
  if (!whole || zones.length > 1) return true;
  reading.note(`how ${address} is to have a standby: its subnets are all in ${zones[0]?.id}; taken as having none`);
  return false;
}

function zoneOf({ address, body }: Resource, subnets: Links, reading: Reading): Zone {
  const named = typeof body.availability_zone === 'string' && !body.availability_zone.includes('${');
  if (named) return { id: String(body.availability_zone), by: 'name' };
  const { zones, whole } = reading.places.ofSubnets(subnets);
  const [only] = zones;
  if (whole && only !== undefined && zones.length === 1) return only;
  const options = zones.map(({ id }) => id).join(', ');
  reading.note(
    `the zone of ${address}: ${options === '' ? 'its subnets are not known' : `AWS chooses one of ${options}`}`,
  );
  return { id: undefined, why: 'AWS chooses it' };
}

/** A replica has the engine of what it replicates. */
function sourceEngine({ body }: Resource, reading: Reading): unknown {
  return links(body.replicate_source_db, ['aws_db_instance'], reading.stack).sure[0]?.body.engine;
}
