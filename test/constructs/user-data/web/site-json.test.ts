import { siteFilePart } from '../../../../constructs/user-data/web/site-json';
import { NODE_FILES } from '../../../../model/node-files';
import { fileOf, stepOf } from './scratch';

const endpoints = { write: { host: '127.0.0.1', port: 3308 }, read: { host: '127.0.0.1', port: 3307 } };

describe('site.json', () => {
  it('names each service and no secret', () => {
    const part = siteFilePart({
      site: 'shop',
      tier: 'web',
      node: 'web-1',
      services: {
        database: endpoints,
        sessions: { memcached: ['10.20.1.4:11211', '10.20.33.4:11211'] },
        uploads: { path: '/srv/uploads' },
        media: { kind: 'server', put: 'http://10.20.1.9:8081', url: '/media' },
      },
    });
    expect(JSON.parse(fileOf(part, NODE_FILES.site))).toEqual({
      site: 'shop',
      node: 'web-1',
      secretFile: '/etc/nospof/secrets/web',
      database: { name: 'site', user: 'site', passwordFile: '/etc/nospof/secrets/db', ...endpoints },
      sessions: { memcached: ['10.20.1.4:11211', '10.20.33.4:11211'] },
      uploads: { path: '/srv/uploads', mounted: true },
      media: { kind: 'server', put: 'http://10.20.1.9:8081', url: '/media' },
    });
    expect(stepOf(part)).toContain('secret_file db/site /etc/nospof/secrets/db www-data\n');
  });

  it('leaves out what the site does not have, and asks for no password then', () => {
    const part = siteFilePart({ site: 'shop', tier: 'web', node: 'web-1', services: {} });
    expect(Object.keys(JSON.parse(fileOf(part, NODE_FILES.site)))).toEqual(['site', 'node', 'secretFile']);
    expect(stepOf(part)).not.toContain('db/site');
  });

  it('makes the folder of local uploads, and never the mount point of shared ones', () => {
    const step = (local: boolean) => {
      const services = { uploads: { path: '/srv/data/uploads', local } };
      return stepOf(siteFilePart({ site: 'shop', tier: 'web', node: 'web-1', services }));
    };
    expect(step(true)).toContain('install -d -o www-data -g www-data /srv/data/uploads');
    expect(step(false)).not.toContain('install');
  });

  it('takes the names of bucket and CDN from the instance, since they are known after apply', () => {
    const part = siteFilePart({ site: 'shop', tier: 'web', node: 'web-1', services: { media: { kind: 'cdn' } } });
    expect(JSON.parse(fileOf(part, NODE_FILES.site)).media).toEqual({
      kind: 'cdn',
      domainFile: '/etc/nospof/media-domain',
      bucketFile: '/etc/nospof/media-bucket',
      regionFile: '/etc/nospof/region',
    });
    expect(stepOf(part)).toContain('fact $name');
  });
});
