import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redundancyOf } from '../../check/redundancy';
import { parseTopology } from '../../model';
import { RenderedDigests } from '../../model/rendered/stack';
import { synthesize } from '../../stacks/synthesize';
import { contentOf } from '../../terraform/rendered';
import { ResourceIndex } from '../../terraform/resource-index';
import type { Specimen } from './mutant';

/** Every topology of a folder, synthesized once, with the digests of what was rendered. @throws where one does not parse */
export function specimensOf(folder: string): readonly Specimen[] {
  const digestsOf = (terraform: unknown) => new RenderedDigests().of(contentOf(new ResourceIndex(terraform)));
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const stage = file.replace(/\.yaml$/, '');
      const result = parseTopology(readFileSync(join(folder, file), 'utf8'), file);
      if ('diagnostics' in result) throw new Error(`${file}: ${result.diagnostics[0]?.message}`);
      const outdir = mkdtempSync(join(tmpdir(), 'nospof-mutants-'));
      try {
        const [made] = synthesize([{ id: stage, topology: result.topology }], outdir, { redundancyOf, digestsOf });
        if (!made) throw new Error(`${file}: no stack`);
        const stack = JSON.parse(readFileSync(join(outdir, made.folder, 'cdk.tf.json'), 'utf8'));
        return { stage, stack, claims: made.serviceGraph };
      } finally {
        rmSync(outdir, { recursive: true });
      }
    });
}
