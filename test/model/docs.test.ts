import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODES, TIER_KINDS } from '../../model';
import { errorsMarkdown, referenceMarkdown } from '../../model/docs';

const committed = (name: string): string => readFileSync(join(__dirname, '../../docs', name), 'utf8');

test('the reference is committed as it is generated, with every kind', () => {
  const page = referenceMarkdown();
  for (const kind of TIER_KINDS) expect(page).toContain(`\n### ${kind}\n`);
  expect(committed('reference.md')).toBe(page);
});

test('no key of the reference lacks its meaning', () => {
  expect(
    referenceMarkdown()
      .split('\n')
      .filter((line) => /^\| `.*\|\s*\|$/.test(line)),
  ).toEqual([]);
});

test('the errors are committed as they are generated, with every code and what it prints', () => {
  const page = errorsMarkdown();
  for (const code of Object.keys(CODES)) expect(page).toContain(`\n## ${code}\n`);
  expect(committed('errors.md')).toBe(page);
});
