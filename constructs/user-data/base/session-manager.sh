if ! dpkg -s amazon-ssm-agent >/dev/null 2>&1; then
  url=https://s3.$NOSPOF_REGION.amazonaws.com/amazon-ssm-$NOSPOF_REGION/latest/debian_$(dpkg --print-architecture)/amazon-ssm-agent.deb
  { curl -fsS -m 120 -o /run/amazon-ssm-agent.deb "$url" && dpkg -i /run/amazon-ssm-agent.deb; } \
    || echo "Session Manager's agent was not installed from $url" >&2
fi
