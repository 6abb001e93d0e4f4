import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { REGIONS } from '../model/regions';
import { closest } from '../model/suggest';
import type { Price, PriceList } from './price-list';

/** Prices of a team's own, or every reason why they cannot be used, as `line 3: …`. */
export type OwnPrices =
  | { readonly prices: readonly (readonly [region: string, price: Price])[] }
  | { readonly problems: readonly string[] };

/** A size of a class of machines, as AWS calls them. */
const SIZE = '(nano|micro|small|medium|large|([0-9]+)?xlarge|metal(-[0-9]+xl)?)';
const CLASS = `[a-z]+[0-9]+[a-z0-9-]*\\.${SIZE}`;
const ENGINE = '[a-z]+(-[a-z]+)*';

/** Items that a team may price although the list has none like them, by their form: a slip is no form of AWS's. */
const FORMS: readonly (readonly [form: RegExp, unit: Price['unit']])[] = [
  [new RegExp(`^ec2:${CLASS}$`), 'hour'],
  [new RegExp(`^rds:db\\.${CLASS}:${ENGINE}$`), 'hour'],
  [new RegExp(`^elasticache:cache\\.${CLASS}:${ENGINE}$`), 'hour'],
  [/^(ebs|rds):(gp2|gp3|io1|io2|st1|sc1|standard)(-multi-az)?$/, 'GB-month'],
  [/^route53:health-check(-aws)?-option$|^cloudwatch:high-resolution-alarm$|^kms:key$/, 'month'],
];

/** Regions, and `*` for all of them. */
const PLACES: readonly string[] = ['*', ...REGIONS];

/** A file of prices: a map of regions, each a map from items to US dollars. */
export function ownPrices(text: string, list: PriceList, asOf = 'own'): OwnPrices {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (node: unknown) => {
    const range = isScalar(node) || isMap(node) ? node.range : undefined;
    return `line ${lines.linePos(range?.[0] ?? 0).line}`;
  };
  const broken = document.errors.map(
    ({ message, pos }) => `line ${lines.linePos(pos[0]).line}: ${message.split('\n')[0]}`,
  );
  if (broken.length > 0) return { problems: broken };
  if (!isMap(document.contents))
    return { problems: ['line 1: give a map of regions, as `eu-central-1: { ec2:t3.small: 0.0192 }`'] };
  const prices: (readonly [string, Price])[] = [];
  const problems: string[] = [];
  for (const { key, value } of document.contents.items) {
    const region = String(isScalar(key) ? key.value : key);
    if (!PLACES.includes(region)) {
      problems.push(`${at(key)}: ${region} is no region of AWS${meant(region, PLACES)}; \`*\` stands for all`);
      continue;
    }
    if (!isMap(value)) {
      problems.push(`${at(key)}: give ${region} a map from items to US dollars, as { ec2:t3.small: 0.0192 }`);
      continue;
    }
    for (const { key: name, value: usd } of value.items) {
      const item = String(isScalar(name) ? name.value : name);
      const unit = list.unitOf(item) ?? unitOfForm(item);
      const number = isScalar(usd) ? usd.value : undefined;
      if (unit === undefined) problems.push(`${at(name)}: ${item} is no item${meant(item, list.items)}`);
      else if (typeof number !== 'number' || !(number >= 0) || !Number.isFinite(number))
        problems.push(`${at(name)}: the price of ${item} is a number of US dollars per ${unit}, 0 or more`);
      else prices.push([region, { item, usd: number, unit, asOf, source: 'own' }]);
    }
  }
  return problems.length > 0 ? { problems } : { prices };
}

function unitOfForm(item: string): Price['unit'] | undefined {
  return FORMS.find(([form]) => form.test(item))?.[1];
}

function meant(word: string, candidates: Iterable<string>): string {
  const found = closest(word, candidates);
  return found === undefined ? '' : `; did you mean ${found}?`;
}
