import type { TerraformFile, TerraformStackFile } from './terraform-file';

/** How a program imports a resource's class: from a module for it alone, or from the provider's index of all of AWS. */
export type ImportStyle = 'deep' | 'barrel';

/** Attributes whose keys are data, not names of attributes. */
const MAPS = new Set(['tags', 'dimensions', 'variables']);

/** One constructor call. */
interface Element {
  /** As `aws_instance.web_1`. */
  readonly address: string;
  readonly name: string;
  /** Module of its class below `@cdktf/provider-aws/lib`. */
  readonly module: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * The source of the TypeScript program that a person would write with cdktf alone for these stacks: one constructor call
 * with literal values for each resource, data source, local value and output, under the same names.
 */
export function bareProgram(stacks: readonly TerraformStackFile[], style: ImportStyle): string {
  const modules = stacks.flatMap(({ terraform }) => elementsOf(terraform).map(({ module }) => module));
  const deepImports = [...new Set(['provider', ...modules])]
    .sort()
    .map((module) => `import { ${className(module)} } from '@cdktf/provider-aws/lib/${module}';`);
  return [
    "import { App, LocalBackend, TerraformLocal, TerraformOutput, TerraformStack } from 'cdktf';",
    "import type { Construct } from 'constructs';",
    ...(style === 'barrel' ? ["import * as aws from '@cdktf/provider-aws';"] : deepImports),
    ...stacks.map(({ terraform }, index) => stackClass(`Stack${index}`, terraform, style)),
    'const app = new App();',
    ...stacks.map(({ name }, index) => `new Stack${index}(app, '${name}');`),
    'app.synth();',
    '',
  ].join('\n');
}

function stackClass(name: string, file: TerraformFile, style: ImportStyle): string {
  const elements = inOrder(elementsOf(file));
  const variables = new Map(elements.map(({ address }, index) => [address, `element${index}`]));
  const classOf = (module: string): string =>
    style === 'deep' ? className(module) : `aws.${camel(module)}.${className(module)}`;
  const constructed = elements.map((element) => {
    const variable = variables.get(element.address);
    const needed = neededBy(element).map((address) => variables.get(address));
    const { depends_on: _needed, ...config } = element.config;
    const props = `{ ...${literal(config)}, dependsOn: [${needed.join(', ')}] }`;
    return [
      `const ${variable} = new ${classOf(element.module)}(this, '${element.address}', ${needed.length > 0 ? props : literal(config)});`,
      `${variable}.overrideLogicalId('${element.name}');`,
    ].join('\n');
  });
  return [
    `class ${name} extends TerraformStack {`,
    'constructor(scope: Construct, id: string) {',
    'super(scope, id);',
    ...file.provider.aws.map((config) => `new ${classOf('provider')}(this, 'aws', ${literal(config)});`),
    `new LocalBackend(this, ${literal(file.terraform.backend.local)});`,
    ...constructed,
    ...Object.entries(file.locals ?? {}).map(([id, text]) => `new TerraformLocal(this, '${id}', ${literal(text)});`),
    ...Object.entries(file.output ?? {}).map(
      ([id, config]) => `new TerraformOutput(this, 'output-${id}', ${literal(config)}).overrideLogicalId('${id}');`,
    ),
    '}',
    '}',
  ].join('\n');
}

function elementsOf(file: TerraformFile): readonly Element[] {
  const group = (types: TerraformFile['resource'], address: string, module: (type: string) => string) =>
    Object.entries(types).flatMap(([type, named]) =>
      Object.entries(named).map(([name, config]) => ({
        address: `${address}${type}.${name}`,
        name,
        module: module(type).replaceAll('_', '-'),
        config,
      })),
    );
  return [
    ...group(file.data ?? {}, 'data.', (type) => `data_${type}`),
    ...group(file.resource, '', (type) => type.replace(/^aws_/, '')),
  ];
}

function neededBy({ config }: Element): readonly string[] {
  return Array.isArray(config.depends_on) ? config.depends_on : [];
}

/** What others depend on first, for a variable is declared before it is used. */
function inOrder(elements: readonly Element[]): readonly Element[] {
  const byAddress = new Map(elements.map((element) => [element.address, element]));
  const ordered = new Set<Element>();
  const add = (element: Element): void => {
    for (const address of neededBy(element)) {
      const needed = byAddress.get(address);
      if (needed && !ordered.has(needed)) add(needed);
    }
    ordered.add(element);
  };
  for (const element of elements) add(element);
  return [...ordered];
}

/** The class of a module. jsii appends an A where a class would be called like one of its own nested blocks. */
function className(module: string): string {
  if (module === 'provider') return 'AwsProvider';
  const name = camel(module).replace(/^./, (first) => first.toUpperCase());
  return name in require(`@cdktf/provider-aws/lib/${module}`) ? name : `${name}A`;
}

/** A JSON value as TypeScript, with attributes in cdktf's spelling. */
function literal(json: unknown, keysAreData = false): string {
  if (Array.isArray(json)) return `[${json.map((item) => literal(item)).join(', ')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const fields = Object.entries(json).map(
    ([key, field]) => `${JSON.stringify(keysAreData ? key : camel(key))}: ${literal(field, MAPS.has(key))}`,
  );
  return `{ ${fields.join(', ')} }`;
}

function camel(name: string): string {
  return name.replace(/[_-]([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
