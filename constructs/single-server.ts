import type { Construct } from 'constructs';
import { KINDS } from '../model/kinds';
import type { NodeTierProps } from './core/node-tier';
import { LocalDatabase } from './local-database';
import { type ApplicationTierProps, WebTier } from './web-tier';

export interface SingleServerProps extends NodeTierProps, ApplicationTierProps {
  /**
   * Size of the volume for database and files, GiB.
   * @default 20
   */
  readonly storageGiB?: number;
}

/**
 * Web server, database and files on one machine at one Elastic IP: where a site begins. It is a web tier whose database
 * is on the machine itself, so that moving the database to a tier of its own changes its host and nothing else.
 */
export class SingleServer extends WebTier {
  protected override readonly shareOfMemory = 0.5;

  constructor(scope: Construct, id: string, props: SingleServerProps) {
    const defaults = KINDS['single-server'].defaults;
    super(scope, id, {
      ...props,
      size: props.size ?? defaults.size,
      nodes: 1,
      address: 'elastic-ip',
      storageGiB: props.storageGiB ?? defaults.storageGiB,
    });
    this.needs(new LocalDatabase());
  }
}
