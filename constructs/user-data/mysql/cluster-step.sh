key=$(secret_create db/corosync | sha512sum | cut -c 1-128)
if [ "$(cat /etc/corosync/authkey 2>/dev/null)" != "$key" ]; then
  install -m 0400 /dev/null /etc/corosync/authkey
  printf %s "$key" > /etc/corosync/authkey
fi
corosync -t >/dev/null
serve corosync reload __COROSYNC_CONF__
configure() {
  cibadmin --modify --allow-create --scope crm_config --xml-file __PROPERTIES__
  cibadmin --replace --scope resources --xml-file __RESOURCES__
}
if [ ! -e __CIB__ ]; then
  cibadmin --empty > __CIB__.new
  CIB_file=__CIB__.new configure
  install -m 0600 -o hacluster -g haclient __CIB__.new __CIB__
  rm __CIB__.new
fi
serve pacemaker restart /etc/corosync/authkey
quorate() { [ "$(crm_node -q 2>/dev/null)" = 1 ]; }
wait_for 900 quorate
configure
