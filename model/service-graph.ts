import { fields, isFields } from './fields';
import type { RenderedStack } from './rendered/digest';
import type { AcceptedRisk, OwnRate, Survives } from './topology';

/**
 * The claims that a stack makes about itself, written at synthesis into `cdk.tf.json` and beside it. They are claims only: the
 * check counts a redundancy when the Terraform and the rendered configuration bear it out.
 */
export interface ServiceGraph {
  /** Version of this format. */
  readonly version: 1;
  /** The site's name. */
  readonly site: string;
  readonly services: readonly ServiceClaim[];
  readonly needs: readonly NeedClaim[];
  /** What a visitor must be able to do, and the service that he meets first. */
  readonly goals: readonly GoalClaim[];
  /** What the topology says of the site as a whole. @default - nothing: `survives: none`, no accepted risks */
  readonly declares?: Declares;
  /**
   * What machines are called in their own configuration, by Terraform address. @default - by the address: `web-1` of
   * `aws_instance.web_1`
   */
  readonly names?: Readonly<Record<string, string>>;
  /** Digests of what synthesis rendered. @default - claims of a release that wrote none */
  readonly rendered?: RenderedStack;
}

/** What a topology says of its site as a whole, which a check holds it to. */
export interface Declares {
  /** @default - what `nospof check --survives` asks */
  readonly survives?: Survives;
  readonly accept: readonly AcceptedRisk[];
  /** Instead of the built-in rates. @default - none */
  readonly rates?: readonly OwnRate[];
}

/** How a survivor comes to serve when a member is lost. */
export type Takeover =
  /** There is one member only. */
  | 'none'
  /** The caller tries another member (health checks, retries, consistent hashing with failover). */
  | 'caller'
  /** The members move the Elastic IP among themselves (keepalived, takeover script and reconcile timer). */
  | 'address'
  /** DNS answers leave the lost member out (Route 53 health checks). */
  | 'dns'
  /** The members elect a new primary by majority (Pacemaker/corosync, Galera). */
  | 'quorum'
  /** Every member holds the data and a majority may write (GlusterFS). */
  | 'replica'
  /** AWS runs it. */
  | 'managed';

/** What a tier offers: `web.serve`, `db.write`. */
export interface ServiceClaim {
  /** `tier.service`. */
  readonly id: string;
  /** Terraform addresses of the interchangeable members, as `aws_instance.web_1`. */
  readonly members: readonly string[];
  /** How many members suffice. */
  readonly enough: number;
  readonly takeover: Takeover;
}

/** That the members of one service cannot do their work without another. */
export interface NeedClaim {
  /** The service that needs. */
  readonly from: string;
  /** The services of which one suffices. */
  readonly anyOf: readonly string[];
  /** Without it the work fails (`hard`), or is only slower (`soft`). */
  readonly strength: 'hard' | 'soft';
  /** Ports on which the caller's nodes reach it; empty for what AWS runs. */
  readonly ports: readonly number[];
  /** The files on the caller's nodes that name the members; empty where the caller finds them otherwise. */
  readonly files: readonly string[];
}

/** A goal and where it enters the site. */
export interface GoalClaim {
  readonly name: string;
  readonly service: string;
}

/** Where claims lie in a stack's JSON: below `//`, the comment that Terraform looks past. */
const EMBEDDED = 'nospof';

/** Digests as one text, which nobody reads. */
export function renderedText(rendered: RenderedStack): string {
  return JSON.stringify(rendered);
}

/** Claims as a part of a stack's JSON. @param digests as `renderedText` gives them. @default - those of the claims */
export function embeddedClaims({ rendered, ...claims }: ServiceGraph, digests = rendered && renderedText(rendered)) {
  return { '//': { [EMBEDDED]: { ...claims, ...(digests !== undefined && { rendered: digests }) } } };
}

/** The claims in a stack's JSON, unread; undefined where it has none. */
export function claimsIn(terraform: unknown): unknown {
  const found = fields(fields(terraform)['//'])[EMBEDDED];
  if (!isFields(found) || typeof found.rendered !== 'string') return found;
  try {
    return { ...found, rendered: JSON.parse(found.rendered) };
  } catch {
    // Whoever reads the claims says that these are none.
    return found;
  }
}

/** What a machine is called where its claims do not say it. */
export function nameOfAddress(address: string): string {
  return address.slice(address.indexOf('.') + 1).replaceAll('_', '-');
}
