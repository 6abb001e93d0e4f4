if ! check=$(varnishd -C -f __VCL__ 2>&1); then
  echo "$check" >&2
  exit 1
fi
# Varnish 7.1 has no such limit of what it reads ahead of a slow visitor; later ones have, and do not use it by themselves.
if varnishd -x parameter | grep -qx transit_buffer; then ahead='-p transit_buffer=256k'; else ahead=; fi
echo "NOSPOF_OPTIONS=$ahead" >__OPTIONS__
# In this order: a reload just after the start finds no cache to talk to yet.
serve varnish reload __VCL__
serve varnish restart __FLAGS__ __OPTIONS__
serve nospof-lost-backends.service restart /usr/local/sbin/nospof-lost-backends
