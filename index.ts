/**
 * The constructs, for use in a `TerraformStack` of your own, and what reads a topology. One tier kind a construct; a
 * `Site` is what tiers share.
 */
export type { Alarms, AlarmsProps } from './constructs/core/alarms';
export { type NeedOptions, NodeTier, type NodeTierProps, type NodeTierShape } from './constructs/core/node-tier';
export { tcp, udp } from './constructs/core/security';
export type { Service } from './constructs/core/service';
export { Site, type SiteProps } from './constructs/core/site';
export type { TierNode } from './constructs/core/tier-node';
export { GlusterVolume, type GlusterVolumeProps } from './constructs/gluster-volume';
export { LoadBalancer, type LoadBalancerProps } from './constructs/load-balancer';
export { MediaCdn, type MediaCdnProps } from './constructs/media-cdn';
export { MediaServer, type MediaServerProps } from './constructs/media-server';
export { MemcachedTier, type MemcachedTierProps } from './constructs/memcached-tier';
export { MysqlTier, type MysqlTierProps } from './constructs/mysql-tier';
export { NfsServer, type NfsServerProps } from './constructs/nfs-server';
export { PageCache, type PageCacheProps } from './constructs/page-cache';
export { PostgresqlTier, type PostgresqlTierProps } from './constructs/postgresql-tier';
export { RedisTier, type RedisTierProps } from './constructs/redis-tier';
export { SingleServer, type SingleServerProps } from './constructs/single-server';
export type { Supplier, Supply } from './constructs/supply';
export { MachineConfigError } from './constructs/user-data/cloud-config';
export type { ConfigFile, Endpoint, MachinePart, SetupStep } from './constructs/user-data/machine';
export { WebTier, type WebTierProps } from './constructs/web-tier';
export * from './model';
export type { Declares, ServiceGraph } from './model/service-graph';
export { ReadableStack } from './stacks/readable-stack';
export { SiteStack } from './stacks/site-stack';
export { type SynthesizedStack, synthesize } from './stacks/synthesize';
