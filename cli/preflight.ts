import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PREFLIGHT_FORMATS, type PreflightFormat, shortOf } from '../report/preflight';
import { QUOTA_CODES, quotaNeeds } from '../terraform/quotas';
import { ResourceIndex } from '../terraform/resource-index';
import { build } from './build';
import { type ExitCode, type Io, UsageError } from './io';
import { load } from './load';
import { TERRAFORM_FILE } from './read-json';
import { showDiagnostics } from './show-diagnostics';

export interface PreflightOptions {
  /** @default 'text' */
  readonly format?: PreflightFormat;
  /** What the account has, as `L-1216C47A=64`. @default - what a new account has */
  readonly have?: readonly string[];
}

/**
 * `nospof preflight [FILE.yaml …]`: what a topology needs of AWS's quotas and of the account, without asking AWS. Exit
 * status 1 where it needs more than the account has.
 * @throws UsageError for what cannot be used
 */
export function preflight(names: readonly string[], options: PreflightOptions, io: Io): ExitCode {
  const has = Object.fromEntries((options.have ?? []).map(quotaOf));
  const { loaded, diagnostics, sources } = load(names, io);
  if (diagnostics.length > 0) return refused(diagnostics, sources, io);
  const outdir = mkdtempSync(join(tmpdir(), 'nospof-preflight-'));
  try {
    const built = build(loaded, outdir);
    if ('diagnostics' in built) return refused(built.diagnostics, sources, io);
    const sites = built.stacks.flatMap(({ id, folder }, index) => {
      const path = join(outdir, folder, TERRAFORM_FILE);
      const one = loaded[index];
      const needs = quotaNeeds(new ResourceIndex(JSON.parse(readFileSync(path, 'utf8'))));
      return one ? [{ id, file: one.file, topology: one.topology, needs, has }] : [];
    });
    io.out(PREFLIGHT_FORMATS[options.format ?? 'text'](sites, io.color));
    return sites.some((site) => shortOf(site).length > 0) ? 1 : 0;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function refused(...all: Parameters<typeof showDiagnostics>): ExitCode {
  showDiagnostics(...all);
  return 2;
}

function quotaOf(text: string): readonly [string, number] {
  const [, code = '', value = ''] = /^(L-[0-9A-F]{8})=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (QUOTA_CODES.includes(code)) return [code, Number(value)];
  throw new UsageError(
    `--have ${text}: it takes a quota and what the account has of it, as L-1216C47A=64; the quotas are ${QUOTA_CODES.join(', ')}`,
  );
}
