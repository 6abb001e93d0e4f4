import { loadOnUse } from './load-on-use';

/**
 * Spares every command of this process a quarter of the files that it would load. cdktf's archiver packs folders, of which
 * a site has none; zod's locales are its messages in fifty languages, and the schema brings its own.
 */
export function quickStart(): void {
  loadOnUse([
    { name: 'archiver', by: 'cdktf', esModule: false },
    { name: 'zod/v4/locales', by: 'zod', esModule: true },
  ]);
}
