import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Problem, Topology } from '../model';
import { reason } from './reason';

/** The topology with its archives as absolute paths: in the file they are relative to the file. */
export function withArchives(topology: Topology, folder: string): Topology {
  return eachArchive(topology, (archive) => resolve(folder, archive));
}

/** The topology with each archive that is a path put elsewhere; objects in S3 stay. */
export function eachArchive(topology: Topology, place: (archive: string, tier: string) => string): Topology {
  return {
    ...topology,
    tiers: topology.tiers.map((tier) => {
      const isPath = 'application' in tier && tier.application !== undefined && !tier.application.startsWith('s3://');
      return isPath ? { ...tier, application: place(tier.application, tier.name) } : tier;
    }),
  };
}

/** Archives on disk that cannot be read. */
export function missingArchives(topology: Topology): readonly Problem[] {
  return topology.tiers.flatMap((tier): Problem[] => {
    if (!('application' in tier) || tier.application === undefined || tier.application.startsWith('s3://')) return [];
    const why = unreadable(tier.application);
    if (why === undefined) return [];
    return [
      {
        code: 'unreadable-archive',
        path: ['tiers', tier.name, 'application'],
        at: 'value',
        message: `the application's archive ${tier.application} cannot be read: ${why}`,
        allowed: "a path that is relative to this file, or 's3://bucket/key'",
        fix: 'build the archive first, or correct the path; without one the sample site is installed',
      },
    ];
  });
}

function unreadable(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'it is not a file';
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return reason(error);
  }
}
