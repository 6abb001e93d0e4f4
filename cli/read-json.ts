import { relative } from 'node:path';
import { inputBytes } from './input-bytes';
import { type Io, UsageError } from './io';
import { reason } from './reason';

/** What cdktf writes for each stack. */
export const TERRAFORM_FILE = 'cdk.tf.json';

/** Larger than plans become, and half of what a string holds; read whole, it takes some three times as much memory. */
const MAX_BYTES = 256 * 1024 * 1024;

/** A file of JSON. @throws UsageError with what would have written it, where there is none */
export function readJson(path: string, { cwd }: Pick<Io, 'cwd'>, origin = "'nospof synth' writes it"): unknown {
  const shown = relative(cwd, path);
  let text: string;
  try {
    text = inputBytes(path, MAX_BYTES).toString('utf8');
  } catch (error) {
    throw new UsageError(`${shown}: ${reason(error)}; ${origin}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${shown}: it is no JSON; ${origin}`);
  }
}
