import { pageAnswers } from '../health';
import type { MachinePart } from '../machine';
import { type WebServerProps, wsgiPart } from './apache-wsgi';
import { phpPart } from './nginx-php';
import { type SiteServices, siteFilePart } from './site-json';

export interface WebPartsProps extends Omit<WebServerProps, 'port' | 'behindBalancer'> {
  readonly site: string;
  readonly tier: string;
  /** `wsgi`: Apache with mod_wsgi; `php`: nginx with php-fpm. */
  readonly runtime: 'wsgi' | 'php';
  /** PHP's version, as `8.4`. */
  readonly php: string;
  /**
   * TCP port that visitors or balancers reach.
   * @default 80
   */
  readonly port?: number;
  /** Where the application's services are. */
  readonly services: SiteServices;
}

/** What a web node runs besides its application: the web server, and `site.json` for the application. */
export function webParts(props: WebPartsProps): readonly MachinePart[] {
  const { sessions } = props.services;
  const server = { ...props, sessions, port: props.port ?? 80, behindBalancer: props.trustedProxies.length > 0 };
  const health = { files: [pageAnswers(server.port, props.healthPath)] };
  return [siteFilePart(props), health, props.runtime === 'wsgi' ? wsgiPart(server) : phpPart(server)];
}
