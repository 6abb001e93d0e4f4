import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT, synthesized } from '../helpers/synthesized';

interface Release {
  readonly release: string;
  readonly topologies: Readonly<
    Record<string, { readonly text: readonly string[]; readonly addresses: Readonly<Record<string, string>> }>
  >;
}

const FOLDER = join(PROJECT, 'test/fixtures/releases');
const RELEASES = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Release);

describe.each(RELEASES)('what release $release made', ({ release, topologies }) => {
  test.each(Object.entries(topologies))('of %s keeps its addresses, or is moved', (name, { text, addresses }) => {
    const { stack } = synthesized(text.join('\n'), name);
    const now = new Set(
      Object.entries(stack.resource ?? {}).flatMap(([type, named]) =>
        Object.keys(named).map((one) => `${type}.${one}`),
      ),
    );
    const moved = new Set(movesIn(stack.moved));
    const vanished = Object.entries(addresses)
      .flatMap(([type, names]) => names.split(' ').map((one) => `${type}.${one}`))
      .filter((address) => !now.has(address) && !moved.has(address));
    if (vanished.length > 0) {
      throw new Error(
        `release ${release} had ${vanished.join(', ')}. Terraform will destroy that on every site that upgrades.\n` +
          'If it only has another name, add the old and the new one to RENAMES in stacks/moves.ts. If it is no longer ' +
          `needed and holds no data, take it out of test/fixtures/releases/${release}.json and say so in CHANGELOG.md.`,
      );
    }
  });
});

function movesIn(moved: unknown): readonly unknown[] {
  return Array.isArray(moved) ? moved.map((one: { readonly from: unknown }) => one.from) : [];
}

test('this release, or one before it, is recorded', () => {
  expect(RELEASES.map(({ release }) => release)).toContain('0.1.0');
});
