import { NODE_FILES } from '../../../model/node-files';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { backendSections } from './backend';
import { certificate } from './certificate';
import { bodyTableSection, challengeSection, localSection, siteSection } from './frontend';
import { globalSections } from './global';
import type { HaproxyProps } from './props';

/** Path of haproxy's configuration, Debian's own. */
const CONFIG = NODE_FILES.haproxy;

/** The site's load balancer: haproxy, where TLS ends and requests are spread over the tiers behind it. */
export function haproxyPart(props: HaproxyProps): MachinePart {
  const { packages, files, before, after } = certificate(props);
  return {
    packages: ['haproxy', ...packages],
    files: [{ path: CONFIG, content: haproxyConfig(props) }, ...files],
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
