import { CloudConfigs, cloudConfigText, listUnder } from '../../../terraform/cloud-config';
import { machineFiles } from '../../../terraform/machine-files';
import { SHIPPED, shippedText, synthesized } from '../../helpers/synthesized';

test.each(SHIPPED)('every machine of %s reads as a YAML parser reads it', (name) => {
  const locals = synthesized(shippedText(name)).stack.locals as Record<string, string>;
  const { read } = new CloudConfigs();
  for (const text of Object.values(locals)) expect([...read(text)]).toEqual([...machineFiles(text)]);
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
  ['another indentation', '  - path: /a\n    content: one\n'],
])('%s is read as a YAML parser reads it', (_, files) => {
  const text = `#cloud-config\nhostname: a\nwrite_files:\n${files}runcmd:\n - ls\n`;
  expect([...new CloudConfigs().read(text)]).toEqual([...machineFiles(text)]);
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
