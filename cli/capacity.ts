import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { doubtsOf } from '../capacity/doubts';
import { fitLaw, type Law } from '../capacity/fit';
import { readMeasurements } from '../capacity/measurements';
import { fitJson } from '../report/capacity/fit-json';
import { fitSvg } from '../report/capacity/fit-svg';
import { fitText } from '../report/capacity/fit-text';
import type { Fitted } from '../report/capacity/fitted';
import { inputBytes } from './input-bytes';
import { type ExitCode, type Io, UsageError } from './io';
import { reason } from './reason';

export interface FitOptions {
  /** @default 'text' */
  readonly format?: 'text' | 'json';
  /** @default 'usl' */
  readonly law?: Law;
  /** Where points and curve are drawn. @default - nowhere */
  readonly svg?: string;
}

/** More than a load test measures. */
const MAX_BYTES = 1024 * 1024;

/** Coefficients of each law. */
const COEFFICIENTS: Readonly<Record<Law, number>> = { usl: 3, amdahl: 2 };

/** `nospof capacity fit FILE.csv`: which law measurements follow. @throws UsageError for what cannot be fitted */
export function capacityFit(name: string, { format = 'text', law = 'usl', svg }: FitOptions, io: Io): ExitCode {
  let text: string;
  try {
    text = inputBytes(resolve(io.cwd, name), MAX_BYTES).toString('utf8');
  } catch (error) {
    throw new UsageError(`${name}: ${reason(error)}; give a file of two columns, n and throughput`);
  }
  const read = readMeasurements(text, COEFFICIENTS[law]);
  if ('problems' in read) throw new UsageError(`${name}: ${read.problems.slice(0, 20).join(`\nnospof: ${name}: `)}`);
  const { measurements } = read;
  const fit = fitLaw(measurements, law);
  const fitted: Fitted = { file: name, measurements, fit, doubts: doubtsOf(measurements, fit) };
  if (svg !== undefined) writeFileSync(resolve(io.cwd, svg), fitSvg(fitted));
  io.out(format === 'json' ? fitJson(fitted) : fitText(fitted, io.color));
  return 0;
}
