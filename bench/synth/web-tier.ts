import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, LocalBackend } from 'cdktf';
import { ReadableStack, Site, WebTier } from '../../index';
import { quickTokens } from '../../stacks/quick-tokens';

/** `node web-tier.js NODES OUTDIR`: a web tier as Terraform, as a program of a user's own would build it. */
const [nodes, outdir] = process.argv.slice(2);
quickTokens();
const app = new App({ outdir, skipValidation: true });
const stack = new ReadableStack(app, 'web');
new AwsProvider(stack, 'aws', { region: 'eu-central-1' });
new LocalBackend(stack, { path: 'terraform.tfstate' });
const site = new Site(stack, 'site', {
  name: 'shop',
  region: 'eu-central-1',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
});
new WebTier(stack, 'web', { site, nodes: Number(nodes) });
app.synth();
