/** Programs that are there because a package is; what is not in this table is part of the system. */
export const PROGRAMS: readonly { readonly packages: RegExp; readonly programs: readonly string[] }[] = [
  { packages: /^haproxy$/, programs: ['haproxy'] },
  { packages: /^keepalived$/, programs: ['keepalived'] },
  { packages: /^nginx(-\w+)?$/, programs: ['nginx'] },
  { packages: /^apache2$/, programs: ['apache2ctl', 'apache2'] },
  { packages: /^php[\d.]*-(fpm|cli)$/, programs: ['php', 'php8.2', 'php8.4'] },
  { packages: /^php[\d.]*-fpm$/, programs: ['php-fpm8.2', 'php-fpm8.4'] },
  {
    packages: /^mariadb-server$/,
    programs: ['mariadb', 'mariadb-admin', 'mariadb-install-db', 'mariadbd', 'galera_recovery'],
  },
  { packages: /^mariadb-backup$/, programs: ['mariadb-backup', 'mbstream'] },
  { packages: /^corosync$/, programs: ['corosync', 'corosync-cfgtool'] },
  { packages: /^pacemaker$/, programs: ['cibadmin', 'crm_node', 'crm_attribute', 'attrd_updater', 'stonith_admin'] },
  { packages: /^glusterfs-server$/, programs: ['gluster', 'glusterd'] },
  { packages: /^glusterfs-(client|server)$/, programs: ['glusterfs'] },
  { packages: /^attr$/, programs: ['setfattr', 'getfattr'] },
  { packages: /^varnish$/, programs: ['varnishd', 'varnishadm'] },
  { packages: /^awscli$/, programs: ['aws'] },
  { packages: /^curl$/, programs: ['curl'] },
  { packages: /^jq$/, programs: ['jq'] },
  { packages: /^socat$/, programs: ['socat'] },
  { packages: /^nfs-kernel-server$/, programs: ['exportfs'] },
  { packages: /^e2fsprogs$/, programs: ['mkfs.ext4', 'dumpe2fs'] },
];

/** Units that are there because a package is. */
export const PACKAGED_UNITS: readonly { readonly packages: RegExp; readonly unit: RegExp }[] = [
  { packages: /^haproxy$/, unit: /^haproxy$/ },
  { packages: /^keepalived$/, unit: /^keepalived$/ },
  { packages: /^nginx(-\w+)?$/, unit: /^nginx$/ },
  { packages: /^apache2$/, unit: /^apache2$/ },
  { packages: /^php[\d.]*-fpm$/, unit: /^php[\d.]+-fpm$/ },
  { packages: /^mariadb-server$/, unit: /^mariadb$/ },
  { packages: /^corosync$/, unit: /^corosync$/ },
  { packages: /^pacemaker$/, unit: /^pacemaker$/ },
  { packages: /^glusterfs-server$/, unit: /^glusterd$/ },
  { packages: /^varnish$/, unit: /^varnish$/ },
  { packages: /^memcached$/, unit: /^memcached$/ },
  { packages: /^nfs-kernel-server$/, unit: /^nfs-server$/ },
];

/** Packages that what stands in a file needs, besides the programs that scripts call. */
export const FILES_NEED: readonly { readonly path: RegExp; readonly says: RegExp; readonly packages: RegExp }[] = [
  { path: /^\/etc\/haproxy\/haproxy\.cfg$/, says: /./, packages: /^haproxy$/ },
  { path: /^\/etc\/keepalived\//, says: /./, packages: /^keepalived$/ },
  { path: /^\/etc\/nginx\//, says: /./, packages: /^nginx(-\w+)?$/ },
  { path: /^\/etc\/apache2\//, says: /./, packages: /^apache2$/ },
  { path: /^\/etc\/apache2\//, says: /mod_wsgi\.so/, packages: /^libapache2-mod-wsgi-py3$/ },
  { path: /^\/etc\/nginx\//, says: /fastcgi_pass/, packages: /^php[\d.]*-fpm$/ },
  { path: /^\/etc\/php\//, says: /save_handler = memcached/, packages: /^php[\d.]*-memcached$/ },
  { path: /^\/etc\/mysql\//, says: /./, packages: /^mariadb-server$/ },
  { path: /^\/etc\/mysql\//, says: /wsrep_on = ON/, packages: /^galera-4$/ },
  { path: /^\/etc\/mysql\//, says: /wsrep_sst_method = mariabackup/, packages: /^mariadb-backup$/ },
  { path: /^\/etc\/mysql\//, says: /wsrep_sst_method = mariabackup/, packages: /^socat$/ },
  { path: /^\/etc\/corosync\//, says: /./, packages: /^corosync$/ },
  { path: /^\/etc\/nospof\/resources\.xml$/, says: /./, packages: /^pacemaker$/ },
  { path: /^\/etc\/varnish\//, says: /./, packages: /^varnish$/ },
  { path: /^\/etc\/memcached\.conf$/, says: /./, packages: /^memcached$/ },
  { path: /^\/etc\/(exports\.d|nfs\.conf\.d)\//, says: /./, packages: /^nfs-kernel-server$/ },
  { path: /\.mount$/, says: /^Type=nfs/m, packages: /^nfs-common$/ },
  { path: /\.service$/, says: /^ExecStart=\/usr\/sbin\/glusterfs /m, packages: /^glusterfs-client$/ },
  // With a certificate of one's own there are no names, and nobody calls certbot.
  { path: /^\/usr\/local\/sbin\/nospof-tls$/, says: /^names=\([^)]/m, packages: /^certbot$/ },
  { path: /^\/usr\/local\/sbin\//, says: /^import .*\byaml\b/m, packages: /^python3-yaml$/ },
  { path: /^\/usr\/local\/sbin\//, says: /^import .*\bpymysql\b/m, packages: /^python3-pymysql$/ },
];
