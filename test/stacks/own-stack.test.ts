import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import {
  GlusterVolume,
  LoadBalancer,
  MediaCdn,
  MediaServer,
  MemcachedTier,
  MysqlTier,
  NfsServer,
  PageCache,
  SingleServer,
  Site,
  WebTier,
} from '../../index';
import { temporaryFolder } from '../helpers/temporary';

const zones = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];

/** A stack of a user's own: cdktf's plain one, with its hashed names. */
class OwnStack extends TerraformStack {
  constructor(app: App, build: (stack: OwnStack, site: Site) => void) {
    super(app, 'own');
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    build(this, new Site(this, 'site', { name: 'shop', region: 'eu-west-1', zones }));
  }
}

function terraform(build: (stack: OwnStack, site: Site) => void): string {
  const app = new App({ outdir: temporaryFolder('own-stack') });
  return JSON.stringify(new OwnStack(app, build).toTerraform());
}

/** Names of all that a stack refers to, and has: a reference to nothing is what a wrong name leaves behind. */
function danglingReferences(text: string): string[] {
  const stack = JSON.parse(text);
  const known = new Set<string>();
  for (const [type, named] of Object.entries(stack.resource)) {
    for (const name of Object.keys(named as object)) known.add(`${type}.${name}`);
  }
  for (const name of Object.keys(stack.locals ?? {})) known.add(`local.${name}`);
  const references = [...text.matchAll(/(?<![$\w.])\$\{(?:base64gzip\()?((?:aws_\w+|local)\.[\w-]+)/g)].map(
    ([, name]) => name ?? '',
  );
  expect(references.length).toBeGreaterThan(10);
  return [...new Set(references)].filter((name) => !known.has(name));
}

test('every construct works in a plain TerraformStack', () => {
  const text = terraform((stack, site) => {
    const db = new MysqlTier(stack, 'db', { site, nodes: 3 });
    const uploads = new GlusterVolume(stack, 'uploads', { site });
    const sessions = new MemcachedTier(stack, 'sessions', { site });
    const media = new MediaCdn(stack, 'media', { site });
    const web = new WebTier(stack, 'web', { site }).needs(db, uploads, sessions, media);
    const pages = new PageCache(stack, 'pages', { site }).to(web);
    const files = new NfsServer(stack, 'files', { site });
    const pictures = new MediaServer(stack, 'pictures', { site });
    const api = new WebTier(stack, 'api', { site, runtime: 'php' }).needs(files, pictures);
    new LoadBalancer(stack, 'balancer', { site }).to(pages).route('/api/', api).route('/media/', pictures);
  });
  expect(danglingReferences(text)).toEqual([]);
});

test('a single server too', () => {
  const text = terraform((stack, site) => {
    new SingleServer(stack, 'web', { site });
  });
  expect(danglingReferences(text)).toEqual([]);
});

describe('what cannot be is refused in words', () => {
  test.each<[string, (stack: OwnStack, site: Site) => void, RegExp]>([
    [
      'an address for several nodes',
      (stack, site) => new WebTier(stack, 'web', { site, nodes: 2, address: 'elastic-ip' }),
      /web: an Elastic IP reaches one node, not 2/,
    ],
    [
      'local files on several nodes',
      (stack, site) => new WebTier(stack, 'web', { site, nodes: 2, storageGiB: 10 }),
      /web: files on one of 2 nodes/,
    ],
    [
      'two databases',
      (stack, site) => {
        const web = new WebTier(stack, 'web', { site });
        web.needs(new MysqlTier(stack, 'a', { site }), new MysqlTier(stack, 'b', { site, offset: 100 }));
      },
      /web has a database already/,
    ],
    [
      'DNS without a domain',
      (stack, site) => new LoadBalancer(stack, 'balancer', { site, address: 'dns' }),
      /balancer: address 'dns' needs the site's domain/,
    ],
  ])('%s', (_what, build, message) => {
    expect(() => terraform(build)).toThrow(message);
  });
});
