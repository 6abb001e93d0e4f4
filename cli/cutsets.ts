import { resolve } from 'node:path';
import { analyseTop, type TopAnalysis } from '../fault-graph/open-psa/analyse-top';
import type { OpenPsaModel } from '../fault-graph/open-psa/model';
import { OpenPsaError } from '../fault-graph/open-psa/problems';
import { readOpenPsa } from '../fault-graph/open-psa/reader';
import { cutSetLines } from '../report/cut-set-lines';
import { inputBytes } from './input-bytes';
import type { ExitCode, Io } from './io';
import { UsageError } from './io';

/** `nospof cutsets FILE.xml…`, as given; numbers are still text. */
export interface CutsetsOptions {
  /** Largest number of basic events in a cut set. @default minimal cut sets of every size */
  readonly order?: string;
  /** @default text */
  readonly format?: string;
  /** Gate to look at. @default every gate that no other refers to */
  readonly top?: string;
  /** Mission time, in hours, for expressions that use it. @default 8760 */
  readonly missionTime?: string;
  /** @default true */
  readonly probability?: boolean;
  /** Where the exact probability is out of reach: seed of the sampling. @default 1 */
  readonly seed?: string;
}

/** `nospof cutsets FILE.xml…`: the minimal cut sets and the probability of the top events of an Open-PSA model. */
export function cutsets(files: readonly string[], options: CutsetsOptions, io: Io): ExitCode {
  const maxOrder = options.order === undefined ? undefined : wholeNumber('--order', options.order);
  const seed = wholeNumber('--seed', options.seed ?? '1');
  const missionTime = hours(options.missionTime ?? '8760');
  const format = options.format ?? 'text';
  if (format !== 'text' && format !== 'json') throw new UsageError(`--format is text or json, not "${format}"`);
  if (files.length === 0) throw new UsageError('name the Open-PSA files of the model');
  try {
    const model = readOpenPsa(
      files.map((name) => ({ name, text: read(name, io) })),
      { missionTime },
    );
    const answers = topsOf(model, options.top).map((top) =>
      analyseTop(model, top, { maxOrder, probability: options.probability ?? true, seed }),
    );
    for (const answer of answers) refuseTooMany(answer);
    for (const answer of answers) if (!answer.coherent) io.err(notCoherent(answer.top));
    if (format === 'json') io.out(json(answers, maxOrder));
    else for (const piece of text(answers, maxOrder, options.probability)) io.out(piece);
    return 0;
  } catch (error) {
    if (!(error instanceof OpenPsaError)) throw error;
    io.err(`${error.message}\n`);
    return 2;
  }
}

/** Sets that are listed at most: they are put into order in memory, about 100 bytes each. */
const MOST_SETS = 10_000_000;

/** @throws OpenPsaError where a list of all sets would have no end that anybody waits for */
function refuseTooMany({ top, cutSets: { counts } }: TopAnalysis): void {
  const upTo = counts.map((_, order) => counts.slice(0, order + 1).reduce((sum, count) => sum + count, 0));
  const all = upTo.at(-1) ?? 0;
  if (all <= MOST_SETS) return;
  const order = upTo.findLastIndex((count) => count > 0 && count <= MOST_SETS);
  const least = counts.findIndex((count) => count > 0);
  const hint = order < 0 ? `the smallest have ${least} events` : `--order ${order} lists ${upTo[order]}`;
  const message = `"${top}" has ${all.toPrecision(3)} minimal cut sets, and at most ${MOST_SETS} are listed; ${hint}`;
  throw new OpenPsaError([{ code: 'too-large', message }]);
}

function wholeNumber(option: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`${option} is a whole number, 0 or more, not "${value}"`);
  return Number(value);
}

function hours(value: string): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number) || number < 0)
    throw new UsageError(`--mission-time is a number of hours, not "${value}"`);
  return number;
}

function read(name: string, io: Io): string {
  try {
    return inputBytes(resolve(io.cwd, name)).toString('utf8');
  } catch (error) {
    throw new UsageError(`${name} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function topsOf(model: OpenPsaModel, wanted: string | undefined): readonly string[] {
  if (wanted !== undefined) return [wanted];
  if (model.tops.length > 0) return model.tops;
  throw new OpenPsaError([{ code: 'no-top', message: 'the model has no gate' }]);
}

function notCoherent(top: string): string {
  return `${top} is not coherent (it depends on a <not>): its sets are the smallest ones that suffice while all else works\n`;
}

/** The answers, a blank line between them, in pieces: there can be millions of sets. */
function* text(
  answers: readonly TopAnalysis[],
  maxOrder: number | undefined,
  wanted = true,
): Generator<string | Buffer> {
  for (const [i, answer] of answers.entries()) {
    yield (i === 0 ? '' : '\n') + summary(answer, maxOrder, wanted);
    if (answer.cutSets.counts[0] === 1) yield 'it fails from the start, without any basic event\n';
    else yield* cutSetLines(answer.cutSets);
  }
}

function summary({ top, cutSets, probability }: TopAnalysis, maxOrder: number | undefined, wanted: boolean): string {
  const upTo = maxOrder === undefined ? '' : ` up to order ${maxOrder}`;
  const lines = [`${top}: ${cutSets.total} minimal cut sets${upTo}`];
  for (const [order, count] of cutSets.counts.entries()) if (count > 0) lines.push(`  order ${order}: ${count}`);
  if (!wanted) lines.push('probability not asked for');
  else if (probability === undefined)
    lines.push('probability unknown: the model does not give one for each basic event');
  else if (probability.kind === 'exact') lines.push(`probability ${probability.value}`);
  else {
    const { estimate, low, high, confidence, trials, seed } = probability.sampled;
    lines.push(`probability about ${estimate}: ${low} to ${high} with ${confidence * 100} % confidence`);
    lines.push(`  (too large for the exact one; ${trials} trials, seed ${seed})`);
  }
  return `${lines.join('\n')}\n`;
}

/** Version 1 of the output. `counts` is by order, from 0. */
function json(answers: readonly TopAnalysis[], maxOrder: number | undefined): string {
  const tops = answers.map(({ top, coherent, cutSets, probability }) => {
    const counts = { total: cutSets.total, counts: cutSets.counts };
    return {
      top,
      coherent,
      maxOrder: maxOrder ?? null,
      ...counts,
      probability: probability ?? null,
      cutSets: [...cutSets],
    };
  });
  return `${JSON.stringify({ version: 1, tops })}\n`;
}
