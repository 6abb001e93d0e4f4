import { CloudConfigs, cloudConfigText, listUnder, machineFiles } from '../../../terraform/cloud-config';
import { SHIPPED, shippedText, synthesized } from '../../helpers/synthesized';

test.each(SHIPPED)('every machine of %s reads as a YAML parser reads it', (name) => {
  const locals = synthesized(shippedText(name)).stack.locals as Record<string, string>;
  const configs = new CloudConfigs();
  for (const text of Object.values(locals)) expect([...configs.read(text).files]).toEqual([...machineFiles(text)]);
});

test.each([
  [
    'a block that keeps its last lines',
    ' - path: /a\n   content: |+\n    one\n\n\n - path: /b\n   content: |\n    two\n',
  ],
  ['blank lines at the end', ' - path: /a\n   content: |\n    one\n\n\n - path: /b\n   content: |\n    two\n'],
  ['a first line that is indented further', ' - path: /a\n   content: |1\n      one\n    two\n'],
  ['quotes and comments', ' - path: "/a b" # why\n   content: "one\\ntwo"\n'],
  ['other flags', ' - path: /a\n   owner: root:root\n   permissions: "0600"\n   content: |\n    one\n'],
  ['a file that is written twice', ' - path: /a\n   content: |\n    one\n - path: /a\n   content: |\n    two\n'],
  [
    'a file that is written later, first',
    ' - path: /a\n   defer: true\n   content: |\n    two\n - path: /a\n   content: |\n    one\n',
  ],
  ['a quoted key of the same name', ' - path: /a\n   content: |\n    one\n"x":\n - ls\n'],
  ['a key in quotes that is the one', ' - path: /a\n   content: |\n    one\n'],
  ['another indentation', '  - path: /a\n    content: one\n'],
])('%s is read as a YAML parser reads it', (_, files) => {
  const text = `#cloud-config\nhostname: a\nwrite_files:\n${files}runcmd:\n - ls\n`;
  expect([...new CloudConfigs().read(text).files]).toEqual([...machineFiles(text)]);
});

test('what is no cloud-config is not cut', () => {
  expect(cloudConfigText('#!/bin/sh\necho: a\n')).toBeUndefined();
  expect(cloudConfigText('#cloud-config\na: 1\na: 2\n')).toBeUndefined();
});

test('a list under a key is read from its own text', () => {
  const text = cloudConfigText('#cloud-config\npackages:\n - b\n - a\nhostname: x\n');
  expect(text && listUnder('packages', text)).toEqual(['b', 'a']);
  expect(text && listUnder('mounts', text)).toEqual([]);
});

test('a file is what its entries leave behind', () => {
  const text = `#cloud-config
write_files:
 - path: /a
   defer: true
   append: true
   content: |
    three
 - path: /a
   content: |
    one
 - path: /a
   content: |
    two
 - path: /b
   encoding: b64
   content: YWJj
 - path: /c
   content: |
    known
 - path: /c
   encoding: gz+b64
   content: H4sIAAAA
`;
  expect([...new CloudConfigs().read(text).files]).toEqual([
    ['/a', 'two\nthree\n'],
    ['/b', 'abc'],
  ]);
});

test.each(['"write_files":\n - path: /b\n   content: b\n', '? write_files\n: []\n', '---\na: 1\n', 'a: b\r\n'])(
  'a document with %j is not cut, for it may mean something else',
  (more) => {
    expect(
      cloudConfigText(`#cloud-config\nwrite_files:\n - path: /a\n   content: |\n    a\nhostname: a\n${more}`),
    ).toBeUndefined();
  },
);
