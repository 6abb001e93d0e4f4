import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nospof, scratchFolder } from '../helpers/command-line';
import { shippedText } from '../helpers/synthesized';

const folder = scratchFolder();
const picture = (...args: string[]) => nospof(folder.path, 'picture', ...args);

test('one stack goes to standard output, or into the file that is named', async () => {
  folder.put('shop.yaml', shippedText('02-split-database'));
  const printed = await picture('shop.yaml');
  expect({ exit: printed.exit, err: printed.err }).toEqual({ exit: 0, err: '' });
  expect(printed.out).toMatch(/^<svg [^>]*>[\s\S]*<\/svg>\n$/);
  const written = await picture('shop.yaml', '--output', 'docs/shop.svg');
  expect({ exit: written.exit, out: written.out }).toEqual({ exit: 0, out: '' });
  expect(readFileSync(join(folder.path, 'docs/shop.svg'), 'utf8')).toBe(printed.out);
});

test('several stacks go into a folder, and nowhere else', async () => {
  folder.put('one.yaml', shippedText('01-single-server'));
  folder.put('two.yaml', shippedText('02-split-database'));
  for (const output of [[], ['--output', 'both.svg']]) {
    const { exit, out, err } = await picture('one.yaml', 'two.yaml', ...output);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(/2 stacks.*folder/);
  }
  await picture('one.yaml', 'two.yaml', '--output', 'pictures');
  expect(readdirSync(join(folder.path, 'pictures'))).toEqual(['one.svg', 'two.svg']);
});

test('Terraform of others', async () => {
  folder.put(
    'hand/main.tf',
    'provider "aws" {\n region = "eu-west-1"\n}\nresource "aws_instance" "shop" {\n ami = "ami-1"\n instance_type = "t3.small"\n availability_zone = "eu-west-1b"\n}\n',
  );
  const { exit, out } = await picture('hand');
  expect(exit).toBe(0);
  expect(out).toContain('node aws_instance.shop: single point of failure of answer at aws_instance.shop');
});

test('what is wrong is said, and nothing is written', async () => {
  folder.put('bad.yaml', 'name: shop\n');
  const { exit, out, err } = await picture('bad.yaml', '--output', 'bad.svg');
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toContain('bad.yaml');
  expect(readdirSync(folder.path)).not.toContain('bad.svg');
  expect((await picture('nowhere.yaml')).exit).toBe(2);
});

test('a folder that nobody may make is refused, and not tried for ever', async () => {
  folder.put('shop.yaml', shippedText('01-single-server'));
  const { exit, out, err } = await picture('shop.yaml', '--output', '/proc/nospof/shop.svg');
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toContain('/proc/nospof');
});
