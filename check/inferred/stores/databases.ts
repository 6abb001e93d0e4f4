import { type Links, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { number } from '../../../terraform/values';
import type { Callee } from '../callee';
import type { InferenceContext } from '../context';
import { GROUPS } from '../network-types';
import type { Place } from '../zone-families';

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
export function databaseInstances(context: InferenceContext): readonly Callee[] {
  return context.stack.ofType('aws_db_instance').map((instance) => {
    const { address, body } = instance;
    const service = context.names.service(address, 'db');
    const tier = service.slice(0, service.lastIndexOf('.'));
    const subnets = subnetGroup(body.db_subnet_group_name, context);
    const standby = hasStandby(instance, subnets, context);
    if (standby) context.addManaged(address, tier);
    else context.add(context.places.element(address, 'node', zoneOf(instance, subnets, context), { tier }));
    context.offer({ id: service, members: [{ element: address, needs: [] }], enough: 1 });
    return {
      resource: instance,
      service,
      securityGroups: links(body.vpc_security_group_ids, GROUPS, context.stack),
      ports: databasePort(instance, body.engine ?? sourceEngine(instance, context)),
    };
  });
}

/** The subnets of a database's subnet group; open where it is not read. */
export function subnetGroup(name: unknown, context: InferenceContext): Links {
  const types = [
    'aws_db_subnet_group',
    'aws_docdb_subnet_group',
    'aws_neptune_subnet_group',
    'aws_elasticache_subnet_group',
  ];
  const [group] = links(name, types, context.stack).certain;
  return group ? context.places.subnets(group.body.subnet_ids) : { certain: [], possible: [], open: true };
}

/** A standby needs a second zone to stand in. */
function hasStandby({ address, body }: Resource, subnets: Links, context: InferenceContext): boolean {
  if (body.multi_az !== true && body.multi_az !== 'true') {
    if (typeof body.multi_az === 'string') context.note('unknown-standby', address, { detail: body.multi_az });
    return false;
  }
  const { zones, whole } = context.places.ofSubnets(subnets);
  if (!whole || zones.length > 1) return true;
  context.note('standby-without-zone', address, { others: zones.flatMap(({ id }) => id ?? []) });
  return false;
}

function zoneOf(instance: Resource, subnets: Links, context: InferenceContext): Place {
  const { address, body } = instance;
  const named = typeof body.availability_zone === 'string' && !/unknown\(/.test(body.availability_zone);
  const own = named ? context.places.named(instance) : undefined;
  if (own?.id !== undefined) return own;
  const chosen = context.places.chosen(subnets);
  if (chosen.id === undefined)
    context.note(
      chosen.among ? 'one-of-zones' : 'unknown-zone',
      address,
      chosen.among ? { others: chosen.among } : { detail: chosen.why },
    );
  return chosen;
}

/** A replica has the engine of what it replicates. */
function sourceEngine({ body }: Resource, context: InferenceContext): unknown {
  return links(body.replicate_source_db, ['aws_db_instance'], context.stack).certain[0]?.body.engine;
}
