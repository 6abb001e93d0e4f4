import { type Fields, fields } from '../../terraform/values';
import { UsageError } from '../io';

/** `parse config: [FILE:LINE,COLUMN-…: TITLE; DETAIL]`, the first of what is wrong. */
const PROBLEM = /\[(.*?):(\d+),(\d+)-[\d,]+: ([\s\S]*?\.)(?:\s|\]|$)/;

/** HCL as Terraform's JSON. The parser is Terraform's own, in WebAssembly: it is loaded when the first file comes. */
export async function parseHcl(file: string, text: string): Promise<Fields> {
  const { parse }: typeof import('@cdktf/hcl2json') = require('@cdktf/hcl2json');
  try {
    return fields(await parse(file, text));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, where = file, line, column, what] = PROBLEM.exec(message) ?? [];
    if (line === undefined) throw new UsageError(`${file}: it is no HCL: ${message.split('\n')[0]}`);
    throw new UsageError(`${where}:${line}:${column}: ${what}`);
  }
}
