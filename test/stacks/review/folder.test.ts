import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../helpers/temporary';
import { bringUpToDate, differences } from './folder';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder('reviewed');
  bringUpToDate(folder, new Map(Object.entries(files)));
  return folder;
}

test('a folder that holds what it should, and nothing else, differs in nothing', () => {
  const folder = folderWith({ 'a.txt': 'one', 'etc/b': 'two' });
  const wanted = new Map([
    ['a.txt', 'one'],
    ['etc/b', 'two'],
  ]);
  expect(differences(folder, wanted)).toEqual({ missing: [], changed: [], stale: [] });
});

test('a file that is missing, one that changed and one that nothing writes any more are named', () => {
  const folder = folderWith({ 'a.txt': 'one', 'etc/old': 'gone' });
  const wanted = new Map([
    ['a.txt', 'other'],
    ['etc/new', 'here'],
  ]);
  expect(differences(folder, wanted)).toEqual({ missing: ['etc/new'], changed: ['a.txt'], stale: ['etc/old'] });
});

test('brought up to date it holds no folder that is empty, also where a file becomes a folder', () => {
  const folder = folderWith({ 'etc/conf': 'one', 'var/lib/state': 'two' });
  mkdirSync(join(folder, 'usr'));
  writeFileSync(join(folder, 'usr/stray'), '');
  const wanted = new Map([['etc/conf/variant', 'one']]);
  bringUpToDate(folder, wanted);
  expect(differences(folder, wanted)).toEqual({ missing: [], changed: [], stale: [] });
  expect(readdirSync(folder)).toEqual(['etc']);
});

test('a folder that does not exist lacks everything', () => {
  expect(differences(join(temporaryFolder('reviewed'), 'none'), new Map([['a', '']]))).toEqual({
    missing: ['a'],
    changed: [],
    stale: [],
  });
});
