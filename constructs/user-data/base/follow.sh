#!/bin/bash
# Apply this node's configuration from the site's bucket when it has changed, or when setup did not get to its end.
. /usr/local/lib/nospof/lib.sh
cd /var/lib/nospof
exec 8> /run/nospof-follow.lock
flock -n 8 || exit 0
flock -n /run/nospof-setup.lock true || exit 0
if [ ! -s applied.yaml ]; then
  # Whole or not at all: a half of it would be compared with for good.
  imds user-data | zcat -f > applied.yaml.new
  [ -s applied.yaml.new ] && mv applied.yaml.new applied.yaml
fi
wanted() {
  local os own
  site_object "nodes/$NOSPOF_NODE.yaml" wanted.yaml || return
  os=$(sed -n 's/^ *NOSPOF_OS=//p' wanted.yaml)
  # shellcheck source=/dev/null
  own=$(. /etc/os-release && echo "$ID-$VERSION_ID")
  # Another release has other programs, at other paths: the machine is replaced before it is told of them.
  if [ "${os:-$own}" != "$own" ]; then
    echo "not taken over: the new configuration is for $os, and this machine runs $own" >&2
    return 1
  fi
}
nothing_new() { [ -e complete ] && cmp -s wanted.yaml applied.yaml; }
wanted
if nothing_new; then exit 0; fi
if [ -e complete ]; then
  sleep $(((${NOSPOF_NODE##*-} - 1) % 30 * 60))
  wanted # meanwhile it may have been taken back
  if nothing_new; then exit 0; fi
fi
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 0755 /usr/sbin/policy-rc.d
apt-get -qq update
nospof-files packages wanted.yaml | xargs -r apt-get -qq -y -o Dpkg::Options::=--force-confold install
nospof-files write wanted.yaml applied.yaml
nospof-setup
cp wanted.yaml applied.yaml.new
mv applied.yaml.new applied.yaml
