/** Least size of a root disk, GiB: Debian's image has 8, and the system, its logs and its programs take three. */
export const LEAST_ROOT_GIB = 10;

/** Bodies of requests for which a web node has room on its root disk, where a program keeps one until all of it is there. */
const BODIES_UNDER_WAY = 64;

/** Size of the root disk of a node through which files pass that visitors upload, GiB: more where they may be larger. */
export function rootGiBFor(maxUploadMiB: number): number {
  return LEAST_ROOT_GIB + Math.ceil((BODIES_UNDER_WAY * maxUploadMiB) / 1024);
}
