import { RELEASES } from '../../model/releases';
import type { RenderedFile } from '../helpers/machine';
import { needs } from '../helpers/programs';
import { releaseImage, releaseRoot } from '../helpers/release-root';
import { runInScratchRoot, scratchRoot } from '../helpers/scratch-root';
import { CHECKERS, objection } from './checkers';

const RELEASE = RELEASES['debian-13'];

/** One mistake for each checker, of a kind that is easily made; a checker that lets it pass checks nothing. */
const MISTAKES: Readonly<Record<string, readonly Pick<RenderedFile, 'path' | 'content'>[]>> = {
  'haproxy accepts its configuration': [
    { path: '/etc/haproxy/haproxy.cfg', content: 'defaults\n  mode http\n  timeout conect 5s\n' },
    // Only a warning, and the site would hang on a silent backend for ever.
    { path: '/etc/haproxy/haproxy.cfg', content: 'listen a\n  bind :80\n  server b 10.0.0.1:80\n' },
  ],
  'varnishd compiles the VCL': [
    { path: '/etc/varnish/default.vcl', content: 'vcl 4.1;\nbackend a { .host = "10.0.0.1"; .prt = "80"; }\n' },
  ],
  'nginx accepts its configuration': [
    { path: '/etc/nginx/nginx.conf', content: 'events {}\nhttp { server { listen 80; rot /srv; } }\n' },
  ],
  'Apache accepts its configuration': [
    {
      path: '/etc/apache2/apache2.conf',
      content: 'LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\nKeepAliv On\n',
    },
  ],
  'php-fpm accepts its pools and settings': [
    { path: '/etc/php/8.4/fpm/pool.d/www.conf', content: '[www]\nuser = www-data\nlisten = /run/a\npm = sttic\n' },
    { path: '/etc/php/8.4/fpm/conf.d/90-nospof.ini', content: 'memory_limit = "256M\n' },
  ],
  'PHP parses scripts': [{ path: '/usr/local/lib/nospof/health.php', content: '<?php\necho 1\necho 2;\n' }],
  'keepalived accepts its configuration': [
    { path: '/etc/keepalived/keepalived.conf', content: 'vrrp_instance a {\n  stat BACKUP\n}\n' },
  ],
  'MariaDB accepts its options': [
    { path: '/etc/mysql/mariadb.conf.d/70-nospof.cnf', content: '[mariadbd]\ninnodb_bufer_pool_size = 1G\n' },
    { path: '/etc/mysql/mariadb.conf.d/70-nospof.cnf', content: '[mariadbd]\nmax_connections = 1000000\n' },
  ],
  'PostgreSQL accepts its settings': [
    { path: '/etc/postgresql/17/main/postgresql.conf', content: "data_directory = '/srv'\nshared_bufers = 1GB\n" },
    { path: '/etc/postgresql/17/main/postgresql.conf', content: "data_directory = '/srv'\nmax_connections = many\n" },
  ],
  'PostgreSQL accepts who may come in': [
    { path: '/etc/postgresql/17/main/pg_hba.conf', content: 'host site site 0.0.0.0/0 scram-sha256\n' },
  ],
  'Valkey starts with its configuration': [
    { path: '/etc/valkey/valkey.conf', content: 'bind 10.20.1.9 127.0.0.1\nmaxmemory-policy never\n' },
  ],
  'memcached starts with its options': [
    { path: '/etc/memcached.conf', content: '-u memcache\n-l 127.0.0.1\n--treads 2\n' },
    // Not the address of this machine.
    { path: '/etc/memcached.conf', content: '-u memcache\n-l 10.99.0.1\n' },
  ],
  'corosync accepts its configuration': [
    { path: '/etc/corosync/corosync.conf', content: 'totem {\n  version: 2\n  trnsport: knet\n' },
  ],
  'Pacemaker accepts its configuration': [
    {
      path: '/etc/nospof/properties.xml',
      content:
        '<crm_config><cluster_property_set id="a"><nvpair id="b" nam="c" value="d"/></cluster_property_set></crm_config>\n',
    },
    {
      path: '/etc/nospof/resources.xml',
      content: '<resources><primitive id="a" class="ocf" provider="b" typ="c"/></resources>\n',
    },
  ],
  'the NFS server accepts its exports': [{ path: '/etc/exports.d/a.exports', content: '/srv/a 10.0.0.1(rw,snyc)\n' }],
  'the NFS server knows its settings': [{ path: '/etc/nfs.conf.d/a.conf', content: '[nfsd]\nver4=y\n' }],
  'systemd accepts units and drop-ins': [
    { path: '/etc/systemd/system/a.service', content: '[Service]\nExecStart=/usr/bin/no-such-program\n' },
    { path: '/etc/systemd/system/a.service', content: '[Service]\nExecStart=/usr/bin/true\nRestrt=always\n' },
    { path: '/etc/systemd/system/nginx.service.d/a.conf', content: '[Service]\nRestart=alwys\n' },
  ],
  'shellcheck has nothing to say about scripts': [
    { path: '/usr/local/sbin/a', content: '#!/bin/bash\nrm -f $1\n' },
    { path: '/usr/local/lib/nospof/lib.sh', content: 'a() { cd /b; rm -rf c; }\n' },
  ],
  'the shell and systemd read the same from files of variables': [{ path: '/etc/nospof/node.env', content: 'A=b c\n' }],
  'shellcheck has nothing to say about setup steps, questions about health and renewals': [
    { path: '/usr/local/lib/nospof/setup.d/60-a', content: 'serve $unit restart\n' },
    { path: '/usr/local/lib/nospof/health.d/service', content: '[ $1 = a ]\n' },
  ],
  'Python compiles scripts': [{ path: '/usr/local/sbin/a', content: '#!/usr/bin/python3\nif 1:\nprint(2)\n' }],
  'JSON parses': [{ path: '/etc/nospof/site.json', content: '{ "a": 1, }\n' }],
};

describe('a checker', () => {
  for (const checker of CHECKERS) {
    needs(scratchRoot, ...(checker.programs ?? [releaseImage(RELEASE)]))(
      `finds a mistake: ${checker.name}`,
      async () => {
        const root = checker.programs ? '/' : releaseRoot(RELEASE);
        const mistakes = MISTAKES[checker.name] ?? [];
        expect(mistakes).not.toEqual([]);
        for (const mistake of mistakes) {
          const file = { ...mistake, mode: '0644' };
          expect(CHECKERS.filter((one) => one.claims(file))).toEqual([checker]);
          const [outcome] = await runInScratchRoot({ root, files: [file], commands: [checker.command(file.path)] });
          expect({ mistake, objection: outcome && objection(checker, outcome) }).toEqual({
            mistake,
            objection: expect.stringContaining('status'),
          });
        }
      },
    );
  }
});
