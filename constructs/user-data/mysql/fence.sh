#!/bin/bash
# Pacemaker's fencing: restart the EC2 instance that has the private address in "port".
# fence_nospof look-after: start machines of the cluster that were fenced and do not run.
. /usr/local/lib/nospof/lib.sh
again() { # COMMAND...: until it succeeds, for an hour; afterwards the timer on each node of the cluster goes on
  local end=$((SECONDS + 3600))
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 15
  done
}
fenced() { # what the cluster knows of the machine: when it was fenced, until it runs again
  timeout 10 crm_attribute -t crm_config -s nospof -n "nospof-fenced-$address" "$@" 2>/dev/null || true
}
find_instance() { # sets id and state
  local vpc found
  # Addresses are unique in a VPC alone: another site, or a copy of this one, may use the same ones in its own.
  vpc=$(imds "meta-data/network/interfaces/macs/$(imds meta-data/mac)/vpc-id")
  found=$(again aws ec2 describe-instances --query 'Reservations[].Instances[].[InstanceId,State.Name]' --output text --filters \
    "Name=vpc-id,Values=${vpc:?}" "Name=tag:nospof:site,Values=$NOSPOF_SITE" "Name=private-ip-address,Values=$address")
  read -r id state <<<"$found"
  [[ $found =~ ^i-[0-9a-f]+[[:space:]]+[a-z-]+$ ]] ||
    { echo "$address: not one instance of $NOSPOF_SITE in $vpc: ${found:-none}" >&2; return 1; }
}
restart() {
  local id state
  find_instance
  fenced -v "$EPOCHSECONDS"
  again aws ec2 stop-instances --force --instance-ids "$id"
  again aws ec2 wait instance-stopped --instance-ids "$id"
  again aws ec2 start-instances --instance-ids "$id"
  again aws ec2 wait instance-running --instance-ids "$id"
  fenced -D
}
look_after() { # whoever fenced a machine may have died itself, or given up
  local id state since
  since=$(fenced -Gq -d 0)
  if ((${since:-0} == 0 || EPOCHSECONDS - since < 300)); then return; fi
  find_instance
  case $state in
    running) fenced -D ;;
    stopped)
      echo "$address was fenced and does not run; it is started"
      aws ec2 start-instances --instance-ids "$id" ;;
  esac
}
if [ "${1-}" = look-after ]; then
  for address in __HOSTS__; do (look_after) || true; done
  exit
fi
while IFS='=' read -r key value; do
  case $key in action) action=$value ;; port | plug) address=$value ;; esac
done
case $action in
  off | reboot) restart </dev/null 2>&1 9>&- | logger -t fence_nospof & ;;
  metadata) cat <<XML ;;
<?xml version="1.0"?>
<resource-agent name="fence_nospof"><parameters>
<parameter name="port" required="1"><content type="string"/></parameter>
<parameter name="action"><content type="string" default="reboot"/></parameter>
</parameters><actions>
<action name="off"/><action name="reboot"/><action name="monitor"/><action name="metadata"/>
</actions></resource-agent>
XML
esac
