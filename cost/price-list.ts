import { EC2_PRICES } from './prices/ec2';
import { SERVICE_PRICES } from './prices/services';
import { PRICE_SOURCES, type PriceSource } from './prices/sources';

/** What one unit of something costs in one region. */
export interface Price {
  /** As `ec2:t3.small` or `nat`. */
  readonly item: string;
  /** US dollars, without tax. */
  readonly usd: number;
  readonly unit: Unit;
  /** Date of the price list, as exact as it is known: `2025-11-04`, `2026-06`. */
  readonly asOf: string;
  readonly source: PriceSource;
}

/** What a price is for one of. */
const UNITS = ['hour', 'month', 'GB', 'GB-month', 'IOPS-month', 'MiBps-month', 'LCU-hour'] as const;
export type Unit = (typeof UNITS)[number];

/** Instead of a region, where a price is the same in all. */
const EVERYWHERE = '*';

/** Prices by region and item. What it does not hold is unknown. */
export class PriceList {
  readonly #prices: ReadonlyMap<string, Price>;

  constructor(prices: Iterable<readonly [region: string, price: Price]>) {
    this.#prices = new Map([...prices].map(([region, price]) => [`${region} ${price.item}`, price]));
  }

  /** The price of an item; undefined where it is unknown. */
  of(region: string | undefined, item: string): Price | undefined {
    return this.#prices.get(`${region} ${item}`) ?? this.#prices.get(`${EVERYWHERE} ${item}`);
  }

  /** The same with a team's own prices, which win. */
  with(own: Iterable<readonly [region: string, price: Price]>): PriceList {
    const known = [...this.#prices].map(([key, price]) => [key.slice(0, key.indexOf(' ')), price] as const);
    return new PriceList([...known, ...own]);
  }

  /** Every item that has a price somewhere, sorted. */
  get items(): readonly string[] {
    return [...new Set([...this.#prices.values()].map(({ item }) => item))].sort();
  }

  /** What an item is measured in; undefined for one that has no price anywhere. */
  unitOf(item: string): Unit | undefined {
    for (const price of this.#prices.values()) if (price.item === item) return price.unit;
    return undefined;
  }
}

let builtIn: PriceList | undefined;

/** The list that ships with this release: a small, dated one. */
export function listPrices(): PriceList {
  builtIn ??= new PriceList([...instances(), ...services()]);
  return builtIn;
}

const EC2_AS_OF = '2025-11-04';

function* instances(): Generator<readonly [string, Price]> {
  const [header = '', ...lines] = EC2_PRICES.trim().split('\n');
  const [, ...regions] = header.split(',');
  for (const line of lines) {
    const [type = '', ...usd] = line.split(',');
    for (const [column, region] of regions.entries()) {
      const price = Number(usd[column]);
      if (!(price > 0)) continue;
      yield [region, { item: `ec2:${type}`, usd: price, unit: 'hour', asOf: EC2_AS_OF, source: 'aws-price' }];
    }
  }
}

function* services(): Generator<readonly [string, Price]> {
  for (const line of SERVICE_PRICES.trim().split('\n')) {
    const [item = '', region = '', usd, unit = '', asOf = '', source = ''] = line.split(',');
    if (!isUnit(unit) || !isSource(source))
      throw new RangeError(`the table of prices has a line that is none: ${line}`);
    yield [region, { item, usd: Number(usd), unit, asOf, source }];
  }
}

function isUnit(text: string): text is Unit {
  return UNITS.some((unit) => unit === text);
}

function isSource(text: string): text is PriceSource {
  return Object.hasOwn(PRICE_SOURCES, text);
}
