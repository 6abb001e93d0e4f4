/** Every fixed default of the top of a topology; those of a tier stand in the record of its kind. */
export const TOPOLOGY_DEFAULTS = {
  /** Zones to use when none are named, as far as the region has them: three are needed for a majority. */
  zones: 3,
  os: 'debian-13',
  survives: 'none',
  cidr: '10.20.0.0/16',
  egress: 'per-zone',
  snapshotEveryHours: 24,
  snapshotsKept: 14,
  logDays: 90,
} as const;
