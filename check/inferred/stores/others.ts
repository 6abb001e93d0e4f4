import { links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks, number, possibleBlocks } from '../../../terraform/values';
import type { Callee } from '../callee';
import type { InferenceContext } from '../context';
import { GROUPS } from '../network-types';
import { allOf } from '../site';
import type { Place } from '../zone-families';

const REDUNDANT: ReadonlySet<unknown> = new Set(['ACTIVE_STANDBY_MULTI_AZ', 'CLUSTER_MULTI_AZ']);
const HTTPS = 443;

/** Brokers of Amazon MQ: one machine, or several in different zones. */
export function brokers(context: InferenceContext): readonly Callee[] {
  return context.stack.ofType('aws_mq_broker').map((broker) => {
    const { address, body } = broker;
    const service = context.names.service(address, 'queue');
    const tier = service.slice(0, service.lastIndexOf('.'));
    if (REDUNDANT.has(body.deployment_mode)) context.addManaged(address, tier);
    else {
      const zone = context.places.chosen(context.places.subnets(body.subnet_ids));
      noteZone(address, zone, context);
      context.add(context.places.element(address, 'node', zone, { tier }));
    }
    context.offer({ id: service, members: [{ element: address, needs: [] }], enough: 1 });
    return callee(broker, service, links(body.security_groups, GROUPS, context.stack), undefined);
  });
}

/** Search domains: their nodes are spread over zones only where that is asked for. */
export function searchDomains(context: InferenceContext): readonly Callee[] {
  const domains = ['aws_opensearch_domain', 'aws_elasticsearch_domain'].flatMap((type) => context.stack.ofType(type));
  return domains.map((domain) => {
    const { address, body } = domain;
    const service = context.names.service(address, 'search');
    const tier = service.slice(0, service.lastIndexOf('.'));
    const [cluster] = blocks(body.cluster_config);
    const count = number(cluster?.instance_count) ?? 1;
    const spread = cluster?.zone_awareness_enabled === true && count > 1;
    const [options] = possibleBlocks(body.vpc_options);
    context.addManaged(address, tier);
    const zone = context.places.chosen(context.places.subnets(options?.subnet_ids));
    const needs = spread
      ? []
      : [{ up: context.add(context.places.element(`${address} nodes`, 'node', zone, { tier })) }];
    if (!spread && count > 1) context.note('nodes-in-one-zone', address);
    context.offer({ id: service, members: [{ element: address, needs: [allOf(needs)] }], enough: 1 });
    return callee(domain, service, links(options?.security_group_ids, GROUPS, context.stack), [HTTPS]);
  });
}

function callee(
  resource: Resource,
  service: string,
  securityGroups: Callee['securityGroups'],
  ports: Callee['ports'],
): Callee {
  return { resource, service, securityGroups, ports };
}

function noteZone(address: string, zone: Place, context: InferenceContext): void {
  if (zone.id !== undefined) return;
  if (zone.among) context.note('one-of-zones', address, { others: zone.among });
  else context.note('unknown-zone', address, { detail: zone.why });
}
