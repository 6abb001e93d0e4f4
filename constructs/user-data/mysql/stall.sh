#!/bin/bash
# Notice that the data volume takes no writes any more. EBS then answers nothing, for as long as it lasts, and commits wait with it.
probe=__PROBE__ stalled=__STALLED__ since=$SECONDS
late() {
  if ((SECONDS - since < __PATIENCE_S__)) || [ -e $stalled ]; then return; fi
  touch $stalled
  logger -t nospof-db -p err -- "the data volume has taken no write for __PATIENCE_S__ s" || true
  __ACT__
}
while sleep 2; do
  [ -s $probe ] || head -c 512 /dev/zero 2>/dev/null >$probe || continue # no room for it: that is another matter
  dd if=/dev/zero of=$probe bs=512 count=1 conv=notrunc,fsync status=none &
  while kill -0 $! 2>/dev/null; do late; sleep 1; done
  if wait $!; then since=$SECONDS; rm -f $stalled; else late; fi
done
