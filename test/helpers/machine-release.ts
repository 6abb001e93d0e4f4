import { type DebianRelease, RELEASES } from '../../model/releases';
import { findProgram } from './programs';

/** The release whose PHP this machine has, for tests that run a web server here; of machines that have none, the oldest. */
export const MACHINE_RELEASE: DebianRelease =
  Object.values(RELEASES).find(({ php }) => findProgram(`php-fpm${php}`) !== undefined) ?? RELEASES['debian-12'];
