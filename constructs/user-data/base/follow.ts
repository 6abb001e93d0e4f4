import { NODE_FILES } from '../../../model/node-files';
import type { ConfigFile } from '../machine';
import { unit } from '../systemd';

/**
 * User data is read once, when a node is born. What changes later (a backend more in haproxy.cfg) reaches running nodes
 * by this timer: it compares the node's configuration in the site's bucket with what was applied, writes the files and
 * runs the setup steps again. Nodes of a tier take turns, a
 * minute apart (in a large tier each thirtieth together), so that a reload never meets all of them.
 */
const FOLLOW = `#!/bin/bash
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
wanted() { site_object "nodes/$NOSPOF_NODE.yaml" wanted.yaml; }
nothing_new() { [ -e complete ] && cmp -s wanted.yaml applied.yaml; }
wanted
if nothing_new; then exit 0; fi
if [ -e complete ]; then
  sleep $(((\${NOSPOF_NODE##*-} - 1) % 30 * 60))
  wanted # meanwhile it may have been taken back
  if nothing_new; then exit 0; fi
fi
printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
chmod 0755 /usr/sbin/policy-rc.d
apt-get -qq update
nospof-files packages wanted.yaml | xargs -r apt-get -qq -y -o Dpkg::Options::=--force-confold install
nospof-files write wanted.yaml applied.yaml
nospof-setup
cp wanted.yaml applied.yaml.new
mv applied.yaml.new applied.yaml
`;

/** What \`follow\` needs of a cloud-config document; Python and its YAML are there because cloud-init needs them. */
const FILES = `#!/usr/bin/python3
"""nospof-files packages NEW | nospof-files write NEW OLD: what cloud-init does with these keys, on a running node."""
import os, sys, yaml

new, old = [yaml.safe_load(open(path)) if path else {} for path in (sys.argv[2:] + [None])[:2]]
if sys.argv[1] == "packages":
    print("\\n".join(new["packages"]))
    sys.exit()
files = {f["path"]: f for f in new["write_files"] if f.get("defer")}
for path, f in files.items():
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w") as out:
        out.write(f["content"])
    os.chmod(path + ".new", int(f.get("permissions", "0644"), 8))
    os.replace(path + ".new", path)
for f in old["write_files"]:
    if f["path"] not in files and os.path.exists(f["path"]):
        os.remove(f["path"])
`;

/** The timer that keeps a running node at its configuration. */
export const FOLLOW_FILES: readonly ConfigFile[] = [
  { path: NODE_FILES.follow, content: FOLLOW, mode: '0755' },
  { path: '/usr/local/sbin/nospof-files', content: FILES, mode: '0755' },
  unit('nospof-follow.service', {
    Unit: { After: 'cloud-final.service' },
    Service: { Type: 'oneshot', ExecStart: NODE_FILES.follow },
  }),
  unit('nospof-follow.timer', {
    Timer: { OnBootSec: 300, OnUnitInactiveSec: 60, RandomizedDelaySec: 10 },
    Install: { WantedBy: 'timers.target' },
  }),
];
