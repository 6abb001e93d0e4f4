import type { ConfigFile } from '../machine';
import { quote } from '../shell';
import { unit } from '../systemd';
import { SITE_PEM } from './frontend';
import { ACME_PORT, type HaproxyProps, type Tls } from './props';

const FOLDER = SITE_PEM.slice(0, SITE_PEM.lastIndexOf('/'));

const KEEPER = '/usr/local/sbin/nospof-tls';

/** Days before its end at which Let's Encrypt advises to renew a certificate of 90 days. */
const RENEW_DAYS = 30;

/** What the certificate needs of the props. */
type CertificateProps = Pick<HaproxyProps, 'nodeName' | 'domain' | 'tls'>;

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
  const before = standIn(props.domain);
  if (props.tls.mode === 'self-signed') return { packages: ['openssl'], files: [], before, after: '' };
  return {
    packages: props.tls.mode === 'acme' ? ['openssl', 'certbot'] : ['openssl'],
    files: [
      { path: KEEPER, content: script(props), mode: '0755' },
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

function standIn(domain: string | undefined): string {
  const name = domain ? quote(domain) : '"$NOSPOF_SITE"';
  return `if [ ! -s ${SITE_PEM} ]; then
  (umask 077; mkdir -p ${FOLDER}; cd ${FOLDER} || exit
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=stand-in \\
    -addext subjectAltName=DNS:${name} -keyout new.pem -out new.pem
  mv new.pem ${SITE_PEM})
fi
`;
}

/** Fetches the shared certificate and puts it to use; with `acme`, obtains it when its time is near. */
function script({ nodeName, domain, tls }: CertificateProps): string {
  const acme = tls.mode === 'acme';
  return `#!/bin/bash
# Put the certificate in the SSM parameter /nospof/SITE/tls to use${acme ? ', and renew it in time' : ''}.
. /usr/local/lib/nospof/lib.sh
umask 077
cd ${FOLDER} || exit
parameter=/nospof/$NOSPOF_SITE/tls

fetch() {
  error=$(aws ssm get-parameter --with-decryption --name "$parameter" --query Parameter.Value --output text 2>&1 >new.pem)
}
use() {
  if cmp -s new.pem site.pem; then return; fi
  if ! openssl x509 -in new.pem -noout -checkend 0 >/dev/null ||
    [ "$(openssl x509 -in new.pem -noout -pubkey)" != "$(openssl pkey -in new.pem -pubout)" ]; then
    echo "$parameter: expired, or not a certificate with its key" >&2
    return 1
  fi
  mv new.pem site.pem
  if systemctl -q is-active haproxy; then systemctl reload haproxy; fi
}

if fetch; then ${acme ? 'if use; then stored=yes; fi' : 'use'}
elif [[ $error != *ParameterNotFound* ]]; then
  echo "$error" >&2
  exit 1
fi
${acme ? obtain(nodeName, domain, tls) : ''}`;
}

/**
 * Any balancer may obtain the certificate, since all pass the authority's questions on to all. The first one does so
 * when 30 days are left, each further one five days later, thus only if those before it did not; for the very first
 * certificate the further ones wait an hour each.
 */
function obtain(nodeName: string, domain: string | undefined, { nodes }: Extract<Tls, { mode: 'acme' }>): string {
  if (!domain) throw new RangeError(`${nodeName}: tls 'acme' needs the site's domain, and there is none`);
  const rank = nodes.findIndex((node) => node.name === nodeName);
  if (rank < 0)
    throw new RangeError(`${nodeName} is not among the tls nodes ${nodes.map((node) => node.name).join(', ')}`);
  const days = Math.max(5, RENEW_DAYS - 5 * rank);
  const wait =
    rank > 0 ? `if [ -z "\${stored-}" ] && [ -z "$(find site.pem -mmin +${60 * rank})" ]; then exit; fi\n` : '';
  return `
domain=${quote(domain)}
# The challenge passes through haproxy.
systemctl -q is-active haproxy || exit 0
${wait}if [ -n "\${stored-}" ] && openssl x509 -in site.pem -noout -checkend $((${days} * 86400)) >/dev/null &&
  openssl x509 -in site.pem -noout -checkhost "$domain" | grep -q 'does match'; then exit; fi
certbot certonly -n --standalone --http-01-port ${ACME_PORT} --agree-tos --register-unsafely-without-email \\
  --keep-until-expiring -d "$domain"
cat "/etc/letsencrypt/live/$domain/"{fullchain,privkey}.pem > new.pem
aws ssm put-parameter --overwrite --type SecureString --tier Intelligent-Tiering --name "$parameter" --value "file://new.pem" >/dev/null
use
`;
}
