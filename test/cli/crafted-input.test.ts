import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceGraph } from '../../model/service-graph';
import { nospof, scratchFolder } from '../helpers/command-line';
import { needs } from '../helpers/programs';
import { shippedText, synthesized, withoutClaims } from '../helpers/synthesized';

/** Input that somebody made to bring the program down: one message, exit status 2, no stack trace, and soon. */

const folder = scratchFolder();
const { text, serviceGraph } = synthesized(shippedText('02-split-database'));
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

async function refused(...args: string[]): Promise<string> {
  const { exit, out, err } = await nospof(folder.path, ...args);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).not.toMatch(/^\s+at /m);
  expect(err.trim().split('\n').length).toBeLessThanOrEqual(3);
  return err;
}

describe('claims', () => {
  const withClaims = (claims: string | ServiceGraph) => {
    mkdirSync(join(folder.path, 'stack'));
    writeFileSync(join(folder.path, 'stack/cdk.tf.json'), withoutClaims(text));
    const content = typeof claims === 'string' ? claims : JSON.stringify(claims);
    writeFileSync(join(folder.path, 'stack/service-graph.json'), content);
    return refused('check', 'stack');
  };
  const [first, ...others] = serviceGraph.services;
  if (!first) throw new Error('no service');
  const [member = ''] = first.members;

  test('nested deeply', async () => {
    expect(await withClaims(`{"version":1,"services":${nested(100_000)},"needs":[],"goals":[]}`)).toContain(
      "service-graph.json: 'services' is a list; allowed: a list of objects",
    );
  });

  test('with a member twice, which would be its own replacement', async () => {
    const services = [{ ...first, members: [member, member] }, ...others];
    expect(await withClaims({ ...serviceGraph, services })).toContain(`twice: ${member}`);
  });

  test('with a service twice', async () => {
    expect(await withClaims({ ...serviceGraph, services: [first, ...serviceGraph.services] })).toContain(
      `it names the service twice: ${first.id}`,
    );
  });

  test('with needs in a circle', async () => {
    const circle = serviceGraph.needs.flatMap((need) =>
      need.anyOf.map((from) => ({ ...need, from, anyOf: [need.from] })),
    );
    expect(await withClaims({ ...serviceGraph, needs: [...serviceGraph.needs, ...circle] })).toContain('in a circle');
  });
});

describe('files', () => {
  needs('mkfifo')('that are pipes are not waited for', async () => {
    mkdirSync(join(folder.path, 'stack'));
    execFileSync('mkfifo', [join(folder.path, 'stack/cdk.tf.json'), join(folder.path, 'shop.yaml')]);
    expect(await refused('check', 'stack')).toContain('it is no file');
    expect(await refused('cutsets', 'stack/cdk.tf.json')).toContain('it is no file');
    expect(await refused('check', 'shop.yaml')).toContain('it is no file');
  });
});

describe('HCL', () => {
  test.each([
    ['join', 'join(",", [local.aI, local.aI, local.aI, local.aI])'],
    ['replace', 'replace(local.aI, "x", local.aI)'],
    ['format', 'format("%s%s%s%s", local.aI, local.aI, local.aI, local.aI)'],
    ['a template', '"${local.aI}${local.aI}${local.aI}${local.aI}"'],
    ['concat', 'concat(flatten([local.aI]), flatten([local.aI]))'],
    ['flatten', 'flatten([local.aI, local.aI])'],
    ['lists in lists', '[local.aI, local.aI, local.aI]'],
    ['lists in lists that are written out', '[jsonencode([local.aI, local.aI])]'],
    ['objects in objects', '{ a = local.aI, b = local.aI, c = local.aI }'],
    ['a loop', '[for one in [1, 2, 3] : local.aI]'],
    ['merge', 'merge({ x = local.aI }, { y = local.aI })'],
    ['a width', 'format("%999999999s", "${local.aI}")'],
  ])('that grows without end by %s is not followed', async (_, step) => {
    const locals = Array.from(
      { length: 40 },
      (_one, index) => `  a${index + 1} = ${step.replaceAll('aI', `a${index}`)}`,
    );
    const image =
      'resource "aws_instance" "one" {\n  ami = jsonencode(local.a40)\n  subnet_id = local.a40\n  tags = local.a40\n}\n';
    folder.put('main.tf', `locals {\n  a0 = "xxxxxxxxxxxxxxxx"\n${locals.join('\n')}\n}\n${image}`);
    const { exit, err } = await nospof(folder.path, 'check', '.');
    // What is too long is not known; whether that matters is another question.
    expect([0, 1, 2]).toContain(exit);
    expect(err).not.toMatch(/fault of nospof|^\s+at /m);
  });
});

describe('expressions that take for ever', () => {
  test.each([
    ['a number of a million digits', `count = ${'9'.repeat(1_000_000)}`, 'a number of more than 1000 digits'],
    ['a way of 200,000 steps', `ami = local.a${'[0]'.repeat(200_000)}`, 'an expression of more than 1000 steps'],
  ])('with %s', async (_, argument, said) => {
    folder.put('main.tf', `resource "aws_instance" "one" {\n  ${argument}\n}\n`);
    expect(await refused('check', '.')).toContain(`main.tf:2: ${said}`);
  });

  test.each([
    ['a group that repeats what repeats', '^(a+)+$'],
    ['a group that repeats a choice', '^(a|aa)+$'],
    ['a group in a group', '^((a)|(aa))+$'],
    ['a group that repeats what may be missing', '^(a?a?)+$'],
    ['many that repeat', '^a*a*a*a*a*a*a*a*a*$'],
  ])('a regular expression of %s is not tried', async (_, pattern) => {
    const locals = { a: `\${regex("${pattern}", "${'a'.repeat(200)}b")}` };
    const resource = { aws_instance: { one: { ami: 'x', user_data: '${local.a}' } } };
    folder.put('main.tf.json', JSON.stringify({ locals, resource }));
    const { exit, err } = await nospof(folder.path, 'check', '.');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
  });
});

describe('fault trees', () => {
  const model = (tree: string, data: string) =>
    `<opsa-mef><define-fault-tree name="f">${tree}</define-fault-tree><model-data>${data}</model-data></opsa-mef>`;
  const event = (name: string, value: string) => `<define-basic-event name="${name}">${value}</define-basic-event>`;

  test('with 50,000 parameters of which each is the next one', async () => {
    const chain = Array.from(
      { length: 50_000 },
      (_, index) => `<define-parameter name="p${index}"><parameter name="p${index + 1}"/></define-parameter>`,
    );
    const last = '<define-parameter name="p50000"><float value="0.1"/></define-parameter>';
    const top = '<define-gate name="top"><basic-event name="e"/></define-gate>';
    folder.put('model.xml', model(top, [event('e', '<parameter name="p0"/>'), ...chain, last].join('\n')));
    expect(await refused('cutsets', 'model.xml')).toContain('chained too deeply');
  });

  test('with more cut sets than anybody could read', async () => {
    const pairs = Array.from({ length: 40 }, (_, index) => index);
    const gates = pairs.map(
      (n) => `<define-gate name="g${n}"><or><event name="a${n}"/><event name="b${n}"/></or></define-gate>`,
    );
    const top = `<define-gate name="top"><and>${pairs.map((n) => `<gate name="g${n}"/>`).join('')}</and></define-gate>`;
    const events = pairs.flatMap((n) => [`a${n}`, `b${n}`]).map((name) => event(name, '<float value="0.1"/>'));
    folder.put('model.xml', model(top + gates.join(''), events.join('')));
    expect(await refused('cutsets', 'model.xml')).toContain('1.10e+12 minimal cut sets');
  });
});
