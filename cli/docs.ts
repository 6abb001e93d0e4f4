import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorsMarkdown, referenceMarkdown } from '../model/docs';
import { referenceTable } from '../model/docs/table';
import { topologyJsonSchemaText } from '../model/schema/json-schema';
import { statementsOf } from '../terraform/policies';
import { fields, strings } from '../terraform/values';
import { apiMarkdown } from './docs-api';
import { withSteps } from './docs-steps';
import { TOPOLOGY_FOLDER } from './load';
import { packageFolder } from './package-info';
import { run } from './program';

/** A file that is generated, or holds generated parts. */
export interface Page {
  /** Path below the project. */
  readonly path: string;
  readonly text: string;
}

/** Resources that AWS bills whether or not anybody visits. */
const COUNTED = {
  machines: 'aws_instance',
  'NAT gateways': 'aws_nat_gateway',
  'Elastic IPs': 'aws_eip',
  'data volumes': 'aws_ebs_volume',
} as const;

/** The topology that docs/architecture.md follows. */
const FOLLOWED = join(TOPOLOGY_FOLDER, '02-split-database.yaml');

/** The topology whose verdict the README shows. */
const EXAMPLE = join(TOPOLOGY_FOLDER, '04-load-balancer-pair.yaml');

/** The step that it shows. */
const STEP = ['05-glusterfs.yaml', '06-mysql-replication.yaml'].map((name) => join(TOPOLOGY_FOLDER, name));

/** Every generated page as it should be: `node dist/cli/docs.js` writes them, a test compares them. */
export async function generatedPages(): Promise<readonly Page[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nospof-docs-'));
  try {
    symlinkSync(join(packageFolder(), TOPOLOGY_FOLDER), join(folder, TOPOLOGY_FOLDER));
    const parts = {
      'npm start': asText(await printed(folder, 'synth', '--verdict')),
      check: asText(goal('serve', await printed(folder, 'check', EXAMPLE))),
      diff: asText(upTo('Resources:', await printed(folder, 'diff', ...STEP))),
    };
    const page = (path: string) => readFileSync(join(packageFolder(), path), 'utf8');
    const topology = (stage: string) => join(TOPOLOGY_FOLDER, `${stage}.yaml`);
    const steps = (before: string, after: string) =>
      printed(folder, 'diff', topology(before), topology(after), '--format', 'json');
    return [
      {
        path: 'README.md',
        text: Object.entries(parts).reduce((text, [name, part]) => withPart(text, name, part), page('README.md')),
      },
      {
        path: 'docs/architecture.md',
        text: withPart(
          page('docs/architecture.md'),
          'architecture',
          asText(goal('write', await printed(folder, 'check', FOLLOWED))),
        ),
      },
      { path: 'docs/deploy.md', text: withPart(page('docs/deploy.md'), 'counts', counts(folder)) },
      { path: 'docs/security.md', text: withPart(page('docs/security.md'), 'rights', rights(folder)) },
      { path: 'docs/operations.md', text: await withSteps(page('docs/operations.md'), steps) },
      ...(await pictures(folder)),
      { path: 'docs/ladder.html', text: await ladderPage(folder) },
      { path: 'docs/reference.md', text: referenceMarkdown() },
      { path: 'docs/errors.md', text: errorsMarkdown() },
      { path: 'docs/api.md', text: apiMarkdown(join(packageFolder(), 'dist')) },
      { path: 'schema/topology.schema.json', text: topologyJsonSchemaText() },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The nine stages on one page, each with the step that leads to it. */
function ladderPage(folder: string): Promise<string> {
  const stages = readdirSync(join(folder, TOPOLOGY_FOLDER)).filter((name) => /^\d+-/.test(name));
  return printed(folder, 'explore', ...stages.sort().map((name) => join(TOPOLOGY_FOLDER, name)));
}

/** The ladder's pictures: its stages, and their variants. */
async function pictures(folder: string): Promise<readonly Page[]> {
  await printed(folder, 'picture', '--output', 'pictures');
  const drawn = readdirSync(join(folder, 'pictures')).sort();
  return drawn.map((name) => ({
    path: join('docs', 'pictures', name),
    text: readFileSync(join(folder, 'pictures', name), 'utf8'),
  }));
}

/** What a command prints. */
async function printed(cwd: string, ...args: string[]): Promise<string> {
  let all = '';
  const out = (text: string | Buffer): void => {
    all += text;
  };
  await run(args, { out, err: out, cwd, env: {}, color: false, interactive: false });
  return all;
}

/** The paragraph about one goal in the report of `nospof check`. */
function goal(name: string, report: string): string {
  const lines = report.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`  ${name}:`));
  if (from < 0) throw new Error(`nospof check says nothing about '${name}'`);
  const length = lines.slice(from + 1).findIndex((line) => /^ {0,2}\S/.test(line)) + 1;
  return `${lines.slice(from, from + length).join('\n')}\n`;
}

/** A report up to the line that begins so, that line among it. */
function upTo(beginning: string, report: string): string {
  const lines = report.split('\n');
  const last = lines.findIndex((line) => line.startsWith(beginning));
  if (last < 0) throw new Error(`no line begins with '${beginning}'`);
  return `${lines.slice(0, last + 1).join('\n')}\n`;
}

function asText(text: string): string {
  return `\`\`\`text\n${text}\`\`\`\n`;
}

/** How many of what each topology has. */
function counts(folder: string): string {
  const stacks = join(folder, 'cdktf.out', 'stacks');
  const rows = readdirSync(stacks)
    .sort()
    .map((name) => {
      const { resource } = JSON.parse(readFileSync(join(stacks, name, 'cdk.tf.json'), 'utf8'));
      return [name, ...Object.values(COUNTED).map((type) => String(Object.keys(resource[type] ?? {}).length))];
    });
  return referenceTable(['topology', ...Object.keys(COUNTED)], rows);
}

/** Every right of each tier's nodes of the last stage, as its policies give them. */
function rights(folder: string): string {
  const { resource } = JSON.parse(readFileSync(join(folder, 'cdktf.out/stacks/08-varnish/cdk.tf.json'), 'utf8'));
  const policies = Object.entries<Record<string, unknown>>(resource.aws_iam_role_policy);
  const rows = policies.flatMap(([, { name, policy }]) =>
    statementsOf(String(policy)).map(({ Action, Resource, Condition }) => [
      String(name),
      strings(Action).map(code).join(', '),
      strings(Resource).map(shortResource).join(', '),
      Object.entries(fields(Condition)).flatMap(condition).join(' and '),
    ]),
  );
  return referenceTable(['tier', 'may', 'on', 'if'], rows);
}

function condition([operator, keys]: [string, unknown]): string[] {
  const verb = operator.includes('Not') ? 'is not' : 'is';
  return Object.entries(fields(keys)).map(
    ([key, values]) => `${code(key)} ${verb} ${strings(values).map(shortResource).join(' or ')}`,
  );
}

/** Without what is the same for all: region, account, and the names of Terraform's resources. */
function shortResource(text: string): string {
  return code(
    text
      .replace(/^\$\{aws_s3_bucket\.bucket\.(arn|id)\}/, 'SITE')
      .replace(/\$\{aws_\w+\.(\w+)\.\w+\}/, '$1')
      .replace(/^arn:aws:ssm:.*:parameter\/nospof\/shop\//, 'secrets/')
      .replace(/^arn:aws:ec2:[^/]*:/, ''),
  );
}

const code = (text: string): string => `\`${text}\``;

/** Put `part` between the two comments of this name. */
function withPart(text: string, name: string, part: string): string {
  const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [before, rest] = text.split(open);
  const after = rest?.split(close)[1];
  if (before === undefined || after === undefined) throw new Error(`no page has a part '${name}'`);
  return `${before}${open}\n${part.trimEnd()}\n\n${close}${after}`;
}

if (require.main === module) {
  generatedPages().then((pages) => {
    mkdirSync(join(packageFolder(), 'docs', 'pictures'), { recursive: true });
    for (const { path, text } of pages) writeFileSync(join(packageFolder(), path), text);
  });
}
