import type { ConfigFile } from '../machine';
import { script } from '../script';
import { quote, words } from '../shell';
import { unit } from '../systemd';
import { SITE_PEM } from './frontend';
import { ACME_PORT, type HaproxyProps } from './props';

const FOLDER = SITE_PEM.slice(0, SITE_PEM.lastIndexOf('/'));

const KEEPER = '/usr/local/sbin/nospof-tls';

/** Days before its end at which Let's Encrypt advises to renew a certificate of 90 days. */
const RENEW_DAYS = 30;

/** What the certificate needs of the props. */
type CertificateProps = Pick<HaproxyProps, 'nodeName' | 'domain' | 'aliases' | 'tls'>;

/** What the certificate adds to the balancer: shell to run before and after haproxy is started, and files. */
export interface Certificate {
  readonly packages: readonly string[];
  readonly files: readonly ConfigFile[];
  readonly before: string;
  readonly after: string;
}

/**
 * The certificate and its key in one PEM, made or fetched on the node: never in user data. A self-signed one stands in
 * from the first moment, so that haproxy can always start.
 *
 * A certificate that nodes share is the SSM parameter `/nospof/SITE/tls`, where the site's other secrets are too, by the
 * same role and encryption; `Intelligent-Tiering`, because a chain with an elliptic-curve key takes about 3 KiB, one with
 * RSA keys more than a standard parameter's 4 KiB, and an advanced one holds 8 KiB.
 */
export function certificate(props: CertificateProps): Certificate {
  const before = standIn(props);
  if (props.tls.mode === 'self-signed') return { packages: ['openssl'], files: [], before, after: '' };
  return {
    packages: props.tls.mode === 'acme' ? ['openssl', 'certbot'] : ['openssl'],
    files: [
      { path: KEEPER, content: tlsScript(props), mode: '0755' },
      // Runs again a quarter of an hour after it ended, whatever its end was.
      unit('nospof-tls.service', {
        Service: { ExecStart: KEEPER, Restart: 'always', RestartSec: 900 },
        Install: { WantedBy: 'multi-user.target' },
      }),
    ],
    before,
    after: `serve nospof-tls restart ${KEEPER}\n`,
  };
}

function standIn({ domain, aliases = [] }: CertificateProps): string {
  const name = domain ? quote([domain, ...aliases].join(',DNS:')) : '"$NOSPOF_SITE"';
  return script('haproxy/stand-in.sh', { PEM: SITE_PEM, FOLDER, NAME: name });
}

/**
 * Fetches the shared certificate and puts it to use; with `acme`, obtains it when its time is near.
 *
 * Any balancer may obtain it, since all pass the authority's questions on to all. The first one does so when 30 days are left,
 * each further one five days later, thus only if those before it did not; for the very first certificate the further ones
 * wait an hour each.
 */
function tlsScript({ nodeName, domain, aliases = [], tls }: CertificateProps): string {
  if (tls.mode !== 'acme') return script('haproxy/tls.sh', { FOLDER, ACME_PORT, NAMES: '', RANK: 0, DAYS: RENEW_DAYS });
  if (!domain) throw new RangeError(`${nodeName}: tls 'acme' needs the site's domain, and there is none`);
  const rank = tls.nodes.findIndex((node) => node.name === nodeName);
  if (rank < 0)
    throw new RangeError(`${nodeName} is not among the tls nodes ${tls.nodes.map((node) => node.name).join(', ')}`);
  const days = Math.max(5, RENEW_DAYS - 5 * rank);
  return script('haproxy/tls.sh', { FOLDER, ACME_PORT, NAMES: words([domain, ...aliases]), RANK: rank, DAYS: days });
}
