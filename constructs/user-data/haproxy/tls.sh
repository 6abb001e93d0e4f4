#!/bin/bash
# Put the certificate in the SSM parameter /nospof/SITE/tls to use, and renew it in time where it is obtained here.
. /usr/local/lib/nospof/lib.sh
umask 077
cd __FOLDER__ || exit
parameter=/nospof/$NOSPOF_SITE/tls
names=(__NAMES__) # none: whoever stored the certificate renews it
domain=${names[0]-}
rank=__RANK__ days=__DAYS__

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

named() { # whether the certificate holds all names
  local name
  for name in "${names[@]}"; do
    openssl x509 -in site.pem -noout -checkhost "$name" | grep -q 'does match' || return
  done
}

stored=
if fetch; then
  if use; then stored=yes; elif [ -z "$domain" ]; then exit 1; fi
elif [[ $error != *ParameterNotFound* ]]; then
  echo "$error" >&2
  exit 1
fi
if [ -z "$domain" ]; then exit; fi

# The challenge passes through haproxy.
systemctl -q is-active haproxy || exit 0
# The first node's turn is now; each further one obtains it only if those before it did not.
if [ $rank -gt 0 ] && [ -z "$stored" ] && [ -z "$(find site.pem -mmin +$((60 * rank)))" ]; then exit; fi
if [ "$stored" ] && openssl x509 -in site.pem -noout -checkend $((days * 86400)) >/dev/null && named; then exit; fi
certbot certonly -n --standalone --http-01-port __ACME_PORT__ --agree-tos --register-unsafely-without-email \
  --keep-until-expiring --cert-name "$domain" --renew-with-new-domains "${names[@]/#/-d}"
cat "/etc/letsencrypt/live/$domain/"{fullchain,privkey}.pem > new.pem
aws ssm put-parameter --overwrite --type SecureString --tier Intelligent-Tiering --name "$parameter" --value "file://new.pem" >/dev/null
use
