import type { Links } from '../../terraform/links';
import type { Resource } from '../../terraform/resource-index';
import type { InferredMachine } from './machines/group';
import type { Openness } from './reach';
import type { Condition } from './site';

/** Something that machines may call over the network. */
export interface Callee {
  readonly resource: Resource;
  /** Id of the service that it offers. */
  readonly service: string;
  /** Security groups of what answers. */
  readonly securityGroups: Links;
  /** Where it answers. @default - not known */
  readonly subnets?: Links;
  /** Ports that it answers on, where they are known. */
  readonly ports: readonly number[] | undefined;
  /** What a calling machine needs of it. @default - the service */
  readonly condition?: (machine: InferredMachine) => Condition;
  /** What it passes calls on to: called with it, and part of its service. @default - nothing */
  readonly passesTo?: readonly Resource[];
  /**
   * Whether it is called by whoever may reach it, or by those alone that refer to it by address. `private`: a port that it
   * has open to everybody may be for its callers, too. `public`: such a port is for people.
   * @default 'private'
   */
  readonly openness?: Exclude<Openness, 'named'>;
}
