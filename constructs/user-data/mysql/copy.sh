#!/bin/bash
# nospof-db-copy [--aside] HOST: replace this node's data by a copy of HOST's. Without HOST: hand out a copy.
# Data that HOST is not known to hold stay as they are; with --aside they are moved to __DATA_DIR__.aside-TIME.
set -euo pipefail
. __REPLICA_LIB__
branch=__BRANCH__ # what becomes of transactions that HOST does not hold: aside, or stay
secret=$(cat __REPLICATION_SECRET__)
if [ $# = 0 ]; then
  read -r -t 5 word
  [ "$word" = "$secret" ]
  exec mariadb-backup --backup --stream=mbstream --target-dir=/tmp 2>/var/log/mysql/copy-out.log
fi
aside=
if [ "$1" = --aside ]; then aside=1; shift; fi
exec 9>>__COPY_LOCK__ &>/var/log/mysql/copy.log
flock -n 9
echo $$ >__COPY_LOCK__
room() { # whether the volume has room for the data twice
  [ "$(df --output=avail -k __DATA_DIR__ | tail -n 1)" -gt "$(($(du -sk __DATA_DIR__ | cut -f 1) * 11 / 10))" ]
}
look || true
what=$(relation "$1")
echo "these data are $what to $1"
if [ -z "$aside" ]; then
  case $what in
    contained) ;;
    branch)
      why="this node holds transactions that $1 does not"
      if [ $branch = stay ]; then
        refuse "$why: that one is older, or was restored; this node keeps its data and does not follow"
        exit 1
      fi
      if room; then aside=1; else refuse "$why, and no room to set them aside"; exit 1; fi ;;
    unreachable) exit 1 ;;
    *) refuse "$1 is not known to have the data of this node, which keeps them and does not follow ($what)"; exit 1 ;;
  esac
fi
: </dev/tcp/"$1"/__COPY_PORT__
keep=
if [ "$aside" ]; then keep=__DATA_DIR__.aside-$(date +%Y%m%dT%H%M%S)
elif room; then keep=__REPLACED__; fi
__STOP__
end() { # whatever came of it
  if [ ! -d __DATA_DIR__ ] && [ "$keep" ]; then mv -vT "$keep" __DATA_DIR__; fi
  __START__
}
trap end EXIT
rm -rf __DATA_DIR__.copy __REPLACED__
if [ "$keep" ]; then mv -vT __DATA_DIR__ "$keep"; else rm -rf __DATA_DIR__; fi
install -d -o mysql -g mysql -m 0750 __DATA_DIR__.copy
echo "$secret" | socat -t 86400 - "TCP:$1:__COPY_PORT__,keepalive" | mbstream -x -C __DATA_DIR__.copy
mariadb-backup --prepare --target-dir=__DATA_DIR__.copy
chown -R mysql:mysql __DATA_DIR__.copy
mv __DATA_DIR__.copy __DATA_DIR__
rm -rf __REPLACED__ __REFUSED__
