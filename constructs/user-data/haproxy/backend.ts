import type { Endpoint } from '../machine';
import { quote } from '../shell';
import { type HaproxyProps, type Target, targets } from './props';

/** A backend for each tier, static and dynamic ones balanced apart. */
export function backendSections(props: HaproxyProps): readonly string[] {
  return targets(props).map((target) => {
    const isCache = props.direct !== undefined && target.name === props.pages.name && target.name !== props.direct.name;
    return backendSection(
      target,
      target.healthPath ?? props.healthPath ?? '/health',
      isCache ? props.direct : undefined,
    );
  });
}

/**
 * `fallback` is the web tier behind a page cache: its servers stand in when no cache is left. They are backup servers
 * rather than another backend, so that a request which met only dead caches is repeated there; for that the caches are
 * marked down by three failed connections in a row, before their checks notice, and a request is tried often enough.
 * Their health is that which the web tier's own backend finds.
 */
function backendSection(target: Target, healthPath: string, fallback: Target | undefined): string {
  const lines = [
    `backend ${target.name}`,
    `option httpchk GET ${quote(healthPath)}`,
    ...(target.isSticky ? [STICKY] : []),
    ...(fallback
      ? [
          'option allbackups',
          `retries ${3 * target.endpoints.length}`,
          'default-server observe layer4 error-limit 3 on-error mark-down',
        ]
      : []),
    ...target.endpoints.map((endpoint) => `${server(endpoint)}${target.isSticky ? ` cookie ${endpoint.name}` : ''}`),
    ...(fallback?.endpoints ?? []).map((one) => `${server(one)} no-check track ${fallback?.name}/${one.name} backup`),
  ];
  return `${lines.join('\n  ')}\n`;
}

/** Set once, and kept from the application; of a node that is down it is forgotten (`option redispatch`). */
const STICKY = 'cookie nospof-node insert indirect nocache httponly attr SameSite=Lax';

function server({ name, host, port }: Endpoint): string {
  return `server ${name} ${host}:${port}`;
}
