if ! dpkg -s amazon-ssm-agent >/dev/null 2>&1; then
  url=https://s3.$NOSPOF_REGION.amazonaws.com/amazon-ssm-$NOSPOF_REGION/latest/debian_$(dpkg --print-architecture)/amazon-ssm-agent.deb
  # A unit of its own says that it failed, and tries again until the agent is there.
  # shellcheck disable=SC2016
  systemd-run -q --no-block --unit=nospof-session-manager -p Restart=on-failure -p RestartSec=300 bash -ec '
    cd /run
    curl -fsS -m 300 --retry 3 -o amazon-ssm-agent.deb "$0"
    test "$(dpkg-deb -f amazon-ssm-agent.deb Package)" = amazon-ssm-agent
    dpkg -i amazon-ssm-agent.deb' "$url" || true
fi
