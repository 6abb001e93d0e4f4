import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, LocalBackend } from 'cdktf';
// In a project of your own, from 'nospof/check'.
import { watchRedundancy } from '../checking';
import { LoadBalancer, MysqlTier, ReadableStack, Site, WebTier } from '../index';

/**
 * The constructs without any YAML, beside whatever else your stack holds. In a project of your own, import them from
 * 'nospof'; a plain `TerraformStack` works as well, with cdktf's hashed names.
 */
export class Shop extends ReadableStack {
  constructor(app: App, id: string) {
    super(app, id);
    new AwsProvider(this, 'aws', { region: 'eu-central-1' });
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });

    const site = new Site(this, 'site', {
      name: 'shop',
      region: 'eu-central-1',
      zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
    });
    const db = new MysqlTier(this, 'db', { site, nodes: 3, storageGiB: 100 });
    const web = new WebTier(this, 'web', { site, nodes: 2, runtime: 'php' }).needs(db);
    new LoadBalancer(this, 'balancer', { site }).to(web);
    watchRedundancy(site);
  }
}

if (require.main === module) {
  const app = new App();
  new Shop(app, 'shop');
  app.synth();
}
