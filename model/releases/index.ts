import { DEBIAN_12 } from './debian-12';
import { DEBIAN_13 } from './debian-13';
import type { DebianRelease, OperatingSystem } from './release';

export type { DebianRelease, OperatingSystem, ReleaseProgram } from './release';

/** Every release that nodes can run, by the `os` of a topology; older ones first. */
export const RELEASES: { readonly [O in OperatingSystem]: DebianRelease } = {
  'debian-12': DEBIAN_12,
  'debian-13': DEBIAN_13,
};

/** What `os` may be, the newest first. */
export const OPERATING_SYSTEMS = ['debian-13', 'debian-12'] as const satisfies readonly OperatingSystem[];

/** The release whose images a public SSM parameter names, as `/aws/service/debian/release/12/latest/amd64`. */
export function releaseOfImage(parameter: string): DebianRelease | undefined {
  return Object.values(RELEASES).find(({ imageParameter }) => parameter.startsWith(`${imageParameter}/`));
}
