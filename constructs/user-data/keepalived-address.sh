#!/bin/bash
# Keeps the site's Elastic IP with the VRRP master: takes it on promotion, and whenever it is found elsewhere.
. /usr/local/lib/nospof/lib.sh
set +e
export AWS_MAX_ATTEMPTS=1
saved=__EVENTS__-state
state=$(cat $saved 2>/dev/null) rest=0
exec 3<>__EVENTS__
device=$(ip -o -4 addr show to __SELF__ | awk '{ print $2; exit }')
ip addr replace __ADDRESS__/32 dev "$device"
mac=$(imds meta-data/mac) id=$(fact address-id) ip=$(fact address-ip) self=$(imds meta-data/instance-id)
: "${mac:?}" "${id:?}" "${ip:?}" "${self:?}"

take() {
  if [ "$(imds "meta-data/network/interfaces/macs/$mac/ipv4-associations/$ip" 2>/dev/null)" = __ADDRESS__ ]; then return; fi
  echo "taking $ip"
  if aws ec2 associate-address --allocation-id "$id" --instance-id "$self" --private-ip-address __ADDRESS__ \
    --allow-reassociation --cli-connect-timeout 2 --cli-read-timeout 5 >/dev/null; then rest=$((SECONDS + 20)); fi
}

while :; do
  if read -r -t 2 kind _ new _ <&3; then
    if [ "$kind" != INSTANCE ]; then continue; fi
    # MASTER_RX_LOWER_PRI: it has heard a lesser master, which may have taken the address, and stays what it is.
    state=${new%%_*} rest=0
    echo "VRRP state $state"
    echo "$state" > $saved
  fi
  # What keepalived said last is void once it is dead.
  if [ "$state" = MASTER ] && [ $SECONDS -ge $rest ] && systemctl -q is-active keepalived; then take; fi
done
