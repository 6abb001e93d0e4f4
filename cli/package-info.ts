import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface PackageJson {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<'cdktf' | 'constructs' | '@cdktf/provider-aws', string>>;
}

/** The folder of this package: one above as source, two above when compiled into `dist`. */
export function packageFolder(): string {
  const above = dirname(__dirname);
  return existsSync(join(above, 'package.json')) ? above : dirname(above);
}

export function packageJson(): PackageJson {
  return JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8'));
}
