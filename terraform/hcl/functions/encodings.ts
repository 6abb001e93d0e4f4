import { createHash } from 'node:crypto';
import { parse, stringify } from 'yaml';
import { Failure, fromJson, textOf, type Value } from '../values';
import type { Functions, LanguageFunction } from './arguments';
import { encodable } from './texts';

/** Functions that write a value otherwise: digests, YAML, Base64. */
export const encodingFunctions: Functions = {
  md5: digest('md5', 'hex'),
  sha1: digest('sha1', 'hex'),
  sha256: digest('sha256', 'hex'),
  sha512: digest('sha512', 'hex'),
  base64sha256: digest('sha256', 'base64'),
  base64sha512: digest('sha512', 'base64'),
  base64decode: onText((text) => Buffer.from(text, 'base64').toString('utf8')),
  urlencode: onText((text) =>
    new URLSearchParams({ '': text }).toString().slice(1).replaceAll('*', '%2A').replaceAll('%7E', '~'),
  ),
  yamldecode: onText((text) => {
    try {
      return fromJson(parse(text, { version: '1.2', logLevel: 'silent' }));
    } catch {
      return new Failure([]);
    }
  }),
  // As Terraform writes it: every text and key in quotes, lists not indented.
  yamlencode: (value) => {
    const known = value === undefined ? undefined : encodable(value);
    const options = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE', indentSeq: false } as const;
    return known === undefined ? undefined : stringify(known, { ...options, lineWidth: 0 });
  },
  indent: (by, text) => {
    const [spaces, written] = [Number(textOf(by)), textOf(text)];
    return written === undefined || !Number.isInteger(spaces) || spaces < 0 || spaces > 1000
      ? undefined
      : written.replaceAll('\n', `\n${' '.repeat(spaces)}`);
  },
};

function digest(algorithm: string, encoding: 'hex' | 'base64'): LanguageFunction {
  return onText((text) => createHash(algorithm).update(text).digest(encoding));
}

function onText(apply: (text: string) => Value): LanguageFunction {
  return (value) => {
    const text = textOf(value);
    return text === undefined ? undefined : apply(text);
  };
}
