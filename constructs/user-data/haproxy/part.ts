import { NODE_FILES } from '../../../model/node-files';
import { healthCheck, pageAnswers } from '../health';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { RENEW_HAPROXY } from '../renew';
import { backendSections } from './backend';
import { certificate } from './certificate';
import { bodyTableSection, challengeSection, localSection, SITE_PEM, siteSection } from './frontend';
import { globalSections } from './global';
import { BALANCER_LOCAL_PORT, type HaproxyProps } from './props';

/** Path of haproxy's configuration, Debian's own. */
const CONFIG = NODE_FILES.haproxy;

/** Days before the end of a certificate: one that is renewed in time never comes near. */
const CERTIFICATE_DAYS = 14;

/** Backends that have servers, and none that is up: 18 fields, of which the status is the last. */
const CHECKS = [
  pageAnswers(BALANCER_LOCAL_PORT, '/;csv'),
  healthCheck(
    'servers',
    `curl -fsS -m 5 'http://127.0.0.1:${BALANCER_LOCAL_PORT}/;csv' | awk -F, '
  $2 == "BACKEND" { backends++; if ($18 != "UP" && $1 in servers) exit down = 1 }
  $2 != "BACKEND" && $2 != "FRONTEND" { servers[$1] }
  END { exit down || !backends }'`,
  ),
  healthCheck('certificate', `openssl x509 -in ${SITE_PEM} -noout -checkend ${CERTIFICATE_DAYS * 86400}`),
] as const;

/** The site's load balancer: haproxy, where TLS ends and requests are spread over the tiers behind it. */
export function haproxyPart(props: HaproxyProps): MachinePart {
  const { packages, files, before, after } = certificate(props);
  return {
    packages: ['haproxy', ...packages],
    files: [{ path: CONFIG, content: haproxyConfig(props) }, ...files, ...CHECKS, RENEW_HAPROXY],
    steps: [
      {
        order: SETUP_ORDER.service,
        name: 'haproxy',
        script: `${before}haproxy -c -q -f ${CONFIG}\nserve haproxy reload ${CONFIG}\n${after}`,
      },
    ],
  };
}

/** The text of `haproxy.cfg`. */
export function haproxyConfig(props: HaproxyProps): string {
  return [
    globalSections(props.memoryMiB),
    siteSection(props),
    bodyTableSection(),
    localSection(props),
    ...backendSections(props),
    ...(props.tls.mode === 'acme' ? [challengeSection(props.tls.nodes)] : []),
  ].join('\n');
}
