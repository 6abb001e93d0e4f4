device=$(ip -o -4 addr show to __SELF__ | awk '{ print $2; exit }')
sed -i "s/^  interface .*/  interface $device/" __CONFIG__
keepalived -t -f __CONFIG__
serve nospof-address restart __AGENT__
serve keepalived reload __CONFIG__
