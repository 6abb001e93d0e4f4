/** The ladder, from its first rung to its last, as names of shipped topologies. */
export const STAGES: readonly string[] = [
  '01-single-server',
  '02-split-database',
  '03-media-cdn',
  '04-load-balancer-pair',
  '05-glusterfs',
  '06-mysql-replication',
  '07-memcached',
  '08-varnish',
  '09-sessions',
];

/**
 * Topologies beside the ladder, and the stages from which and to which a site moves without giving data or an address up.
 * Others are another site: 04b is reached by DNS names instead of an address, and a media server has no place in stage 4.
 */
const BESIDE: readonly { readonly name: string; readonly from: readonly string[]; readonly to: readonly string[] }[] = [
  { name: '03b-media-server', from: STAGES.slice(0, 2), to: [] },
  { name: '06b-galera', from: STAGES.slice(0, 6), to: STAGES.slice(6) },
];

/** Every topology that a site can grow from, with those that it can grow to. */
export const STEPS: readonly (readonly [from: string, to: readonly string[]])[] = [
  ...STAGES.slice(0, -1).map((from, index) => {
    const beside = BESIDE.filter((one) => one.from.includes(from)).map(({ name }) => name);
    return [from, [...STAGES.slice(index + 1), ...beside].sort()] as const;
  }),
  ...BESIDE.filter(({ to }) => to.length > 0).map(({ name, to }) => [name, to] as const),
];
