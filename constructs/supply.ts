import { NODE_FOLDERS } from '../model/node-files';
import type { Role, Runtime } from '../model/tiers';
import type { NodeTier } from './core/node-tier';
import type { TierNode } from './core/tier-node';
import type { ProxySection } from './user-data/local-proxy';
import type { MachinePart } from './user-data/machine';
import type { SiteServices } from './user-data/web/site-json';

/** Where a web node's shared or local uploads stand. */
export const UPLOADS_PATH = NODE_FOLDERS.uploads;

/** What a web tier gets by needing another tier. */
export interface Supply {
  /** The section of `/etc/nospof/site.json` that tells the application where it is. */
  readonly services: SiteServices;
  /** What each web node runs to reach it, as a mount. */
  readonly parts: (node: TierNode) => readonly MachinePart[];
  /** Its sections of the web node's local proxy, which all services that are found by it share. @default - none */
  readonly proxied?: readonly ProxySection[];
}

/** A tier that runs the application. */
export interface ApplicationTier extends NodeTier {
  readonly runtime: Runtime;
}

/**
 * A tier that a web tier can need. The supplier knows what the relation means, so that `web.needs(db)` is one call:
 * it opens ports, enters the claim, grants rights, and returns what goes into the web nodes' configuration.
 */
export interface Supplier {
  /** A web tier needs at most one supplier of each role. */
  readonly supplies: Role;
  supplyTo(client: ApplicationTier): Supply;
}
