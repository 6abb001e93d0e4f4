import { type Fields, fields } from '../../terraform/values';
import { UsageError } from '../io';

/** `parse config: [FILE:LINE,COLUMN-…: TITLE; DETAIL]`, the first of what is wrong. */
const PROBLEM = /\[(.*?):(\d+),(\d+)-[\d,]+: ([\s\S]*?\.)(?:\s|\]|$)/;

/** What nobody writes by hand, and on which the parser works for minutes. */
const ENDLESS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\d{1000,}/, 'a number of more than 1000 digits'],
  [/(?:\[[^[\]\n]{0,20}\]|\.\w{1,20}){1000,}/, 'an expression of more than 1000 steps'],
];

/** HCL as Terraform's JSON. The parser is Terraform's own, in WebAssembly: it is loaded when the first file comes. */
export async function parseHcl(file: string, text: string): Promise<Fields> {
  for (const [pattern, what] of ENDLESS) {
    const found = pattern.exec(text);
    if (found)
      throw new UsageError(`${file}:${text.slice(0, found.index).split('\n').length}: ${what}; write it shorter`);
  }
  const { parse }: typeof import('@cdktf/hcl2json') = require('@cdktf/hcl2json');
  try {
    return fields(await parse(file, text));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, where = file, line, column, what] = PROBLEM.exec(message) ?? [];
    if (error instanceof RangeError) throw new UsageError(`${file}: it is nested too deeply; write it flatter`);
    if (line === undefined) throw new UsageError(`${file}: it is no HCL: ${message.split('\n')[0]}`);
    throw new UsageError(`${where}:${line}:${column}: ${what}`);
  }
}
