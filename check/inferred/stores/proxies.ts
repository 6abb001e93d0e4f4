import { joined, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import type { Callee } from '../callee';
import type { InferenceContext } from '../context';
import { GROUPS } from '../network-types';
import { anyOf, type Condition } from '../site';
import { databasePort } from './databases';

/** Proxies of RDS: each answers as long as what it passes requests on to does. */
export function databaseProxies(stores: readonly Callee[], context: InferenceContext): readonly Callee[] {
  return context.stack.ofType('aws_db_proxy').map((proxy) => {
    const { address, body } = proxy;
    const service = context.names.service(address, 'proxy');
    const tier = service.slice(0, service.lastIndexOf('.'));
    const targets = targetsOf(proxy, stores, context);
    const needs: Condition[] = targets.map((store) => ({ service: store.service }));
    if (targets.length === 0) {
      context.note('proxy-without-target', address);
      needs.push({ up: context.addUnseen(`${address} target`, tier) });
    }
    const { zones, whole } = context.places.ofSubnets(context.places.subnets(body.vpc_subnet_ids));
    if (whole && zones.length > 0) needs.push(anyOf(zones.flatMap(({ id }) => (id === undefined ? [] : [{ up: id }]))));
    context.addManaged(address, tier);
    context.offer({ id: service, members: [{ element: address, needs }], enough: 1 });
    const [first] = targets;
    return {
      resource: proxy,
      service,
      securityGroups: links(body.vpc_security_group_ids, GROUPS, context.stack),
      ports: first?.ports ?? databasePort(proxy, body.engine_family?.toString().toLowerCase()),
      passesTo: targets.map(({ resource }) => resource),
    };
  });
}

/** The databases that targets of a proxy name; what may be meant is taken as meant. */
function targetsOf(proxy: Resource, stores: readonly Callee[], { stack }: InferenceContext): readonly Callee[] {
  const targets = stack.links.to(proxy, ['aws_db_proxy_target'], 'db_proxy_name').possible;
  const meant = joined(
    targets.flatMap(({ body }) => [
      links(body.db_instance_identifier, ['aws_db_instance'], stack),
      links(body.db_cluster_identifier, ['aws_rds_cluster'], stack),
    ]),
  );
  return stores.filter(({ resource }) => meant.possible.includes(resource));
}
