import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseXml } from '../../../fault-graph/open-psa/xml';
import type { XmlElement } from '../../../fault-graph/open-psa/xml-element';
import { findProgram } from '../../helpers/programs';

/** What SCRAM finds for one top event. */
export interface ScramAnswer {
  /** Cut sets, each as its sorted events; a negated event has "not " before it. */
  readonly sets: readonly string[];
  readonly probability: number | undefined;
}

/** SCRAM's cut sets of Open-PSA files, by top event. */
export function scram(files: readonly string[], ...options: readonly string[]): ReadonlyMap<string, ScramAnswer> {
  const program = findProgram('scram');
  if (program === undefined) throw new Error('scram is not installed');
  const report = execFileSync(program, [...options, ...files], { encoding: 'utf8', maxBuffer: 1 << 30, stdio: 'pipe' });
  const answers = new Map<string, ScramAnswer>();
  for (const found of below(parseXml({ name: 'report', text: report }), 'sum-of-products')) {
    const { name, probability } = found.attributes;
    answers.set(name!, {
      sets: below(found, 'product')
        .map((product) => product.children.map(literal).sort().join(' '))
        .sort(),
      probability: probability === undefined ? undefined : Number(probability),
    });
  }
  return answers;
}

/** The same for a model as text. */
export function scramOn(xml: string, ...options: readonly string[]): ReadonlyMap<string, ScramAnswer> {
  const folder = mkdtempSync(join(tmpdir(), 'scram-'));
  try {
    writeFileSync(join(folder, 'model.xml'), xml);
    return scram([join(folder, 'model.xml')], ...options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function literal(element: XmlElement): string {
  if (element.name === 'not') return `not ${element.children[0]?.attributes.name}`;
  return element.attributes.name!;
}

function below(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => (child.name === name ? [child] : below(child, name)));
}

/** SCRAM's importance measures of a model's only top event, by basic event and by SCRAM's name of the measure. */
export function scramImportances(files: readonly string[]): ReadonlyMap<string, Readonly<Record<string, number>>> {
  const program = findProgram('scram');
  if (program === undefined) throw new Error('scram is not installed');
  const report = execFileSync(program, ['--importance', '1', ...files], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: 'pipe',
  });
  const events = below(parseXml({ name: 'report', text: report }), 'importance').flatMap((found) => found.children);
  return new Map(
    events.map(({ attributes: { name, ...measures } }) => {
      return [name!, Object.fromEntries(Object.entries(measures).map(([key, value]) => [key, Number(value)]))];
    }),
  );
}
