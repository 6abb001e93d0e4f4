#!/bin/bash
# End requests that wait for a web node which has died without a word: varnishd has no keep-alive probes towards its backends.
set -u
for node in __NODES__; do
  host=${node%:*} port=${node#*:} missed=0
  while sleep 0.5; do
    if timeout 1 bash -c ": < /dev/tcp/$host/$port" 2>/dev/null; [ $? = 124 ]; then missed=$((missed + 1)); else missed=0; fi
    if [ $missed -ge 2 ]; then ss -HtK state established dst "$host" dport = ":$port" >/dev/null; fi
  done &
done
wait
