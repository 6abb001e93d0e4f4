import type { CostEstimate, CostLine } from '../../cost/estimate';
import type { NextPiece } from '../../cost/next-piece';
import { HOURS_A_MONTH } from '../../cost/use';

/** What an item is, for a person. */
const ITEMS: Readonly<Record<string, string>> = {
  alb: 'Application Load Balancer',
  'alb:lcu': 'load balancer, capacity units',
  'aurora:storage': 'Aurora storage',
  backup: 'AWS Backup',
  'cloudfront:data': 'CloudFront, data to visitors',
  'cloudwatch:alarm': 'alarms',
  'cloudwatch:composite-alarm': 'composite alarms',
  'cloudwatch:high-resolution-alarm': 'alarms of high resolution',
  'cloudwatch:logs': 'logs',
  'cloudwatch:metric': 'metrics of its own that alarms read',
  'cloudwatch:vended-logs': 'flow logs of the network',
  ebs: 'storage of a size that the image decides',
  'ebs:gp3-iops': 'gp3, IOPS above 3000',
  'ebs:gp3-throughput': 'gp3, throughput above 125 MiB/s',
  'ebs:snapshot': 'snapshots, changed blocks',
  ec2: 'instance of a type that is not known',
  'ec2:cpu-credits': 'CPU credits above the baseline',
  'efs:one-zone': 'EFS, one zone',
  'efs:standard': 'EFS',
  elasticache: 'ElastiCache node of a type that is not known',
  endpoint: 'interface endpoint',
  'endpoint:data': 'interface endpoint, data',
  ipv4: 'public IPv4 address',
  nat: 'NAT gateway',
  'nat:data': 'NAT gateway, data',
  nlb: 'Network Load Balancer',
  'nlb:lcu': 'load balancer, capacity units',
  rds: 'RDS instance of a class that is not known',
  'rds:backup': 'RDS backups beyond the free amount',
  'route53:health-check': 'health check of an address elsewhere',
  'route53:health-check-aws': 'health check of an address at AWS',
  'route53:health-check-aws-option': 'options of a health check',
  'route53:health-check-option': 'options of a health check',
  'route53:zone': 'hosted zone',
  's3:standard': 'S3 storage and requests',
  sns: 'SNS notifications',
  'transfer:internet': 'pages to the internet, after the first 100 GB',
  'transfer:zones': 'pages from zone to zone, both sides',
};

export function itemText(item: string): string {
  if (Object.hasOwn(ITEMS, item)) return ITEMS[item] ?? item;
  const [family, name = '', engine = ''] = item.split(':');
  if (family === 'ec2') return `${name} instance`;
  if (family === 'ebs') return `${name} storage`;
  if (family === 'rds') return engine ? `RDS ${name}, ${engine}` : `RDS storage, ${name}`;
  if (family === 'elasticache') return `ElastiCache ${name}, ${engine}`;
  return item;
}

/** `1,234.50` */
export function money(usd: number): string {
  const [whole = '', cents = ''] = usd.toFixed(2).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/** A sum that may be too small says so. */
export function sumText({ monthlyUsd, unknown }: Pick<CostEstimate, 'monthlyUsd' | 'unknown'>): string {
  return `${unknown.length > 0 ? 'at least ' : ''}${money(monthlyUsd)}`;
}

/** `2 × 730 h`, `60 GB-month`. */
export function quantityText({ quantity, price }: CostLine): string {
  if (quantity === undefined) return 'by use';
  const unit = price?.unit;
  if (unit === 'hour') {
    const pieces = quantity / HOURS_A_MONTH;
    return Number.isInteger(pieces) ? `${pieces} × ${HOURS_A_MONTH} h` : `${short(quantity)} h`;
  }
  return unit === undefined || unit === 'month' ? short(quantity) : `${short(quantity)} ${unit}`;
}

function short(quantity: number): string {
  return String(Number(quantity.toFixed(1)));
}

export function priceText({ price }: CostLine): string {
  return price === undefined ? 'unknown' : String(price.usd);
}

export function monthText({ quantity, price, monthlyUsd }: CostLine): string {
  if (monthlyUsd !== undefined) return money(monthlyUsd);
  return quantity === undefined && price !== undefined ? 'not in the sum' : 'unknown';
}

export const tierText = (tier: string | undefined): string => tier ?? 'all tiers';

export function pieceText({ piece, monthlyUsd, isAtLeast }: NextPiece): string {
  const what = piece.kind === 'node' ? `one more node of ${piece.tier}` : 'one more NAT gateway with its address';
  const cost = monthlyUsd === undefined ? 'unknown' : `${isAtLeast ? 'at least ' : ''}${money(monthlyUsd)}`;
  return `${what}: ${cost}`;
}

/** Fewer shares than this say nothing of what dominates. */
const MOST = 3;

/** What makes up most of the sum: the largest lines, with their shares. */
export function dominant({ lines, monthlyUsd }: CostEstimate): readonly string[] {
  const priced = lines.flatMap((line) => (line.monthlyUsd === undefined ? [] : [{ ...line, usd: line.monthlyUsd }]));
  const largest = priced.filter(({ usd }) => usd > 0).sort((a, b) => b.usd - a.usd);
  return largest
    .slice(0, MOST)
    .map((line) => `${itemText(line.item)} of ${tierText(line.tier)} ${((100 * line.usd) / monthlyUsd).toFixed(0)} %`);
}

/** The span of the prices' dates, as `2024-07-01 to 2026-11`. */
export function datesText({ lines }: CostEstimate): string {
  const dates = [
    ...new Set(lines.flatMap(({ price }) => (price && price.source !== 'own' ? [price.asOf] : []))),
  ].sort();
  const [first, last] = [dates[0], dates.at(-1)];
  return first === undefined
    ? 'no list price'
    : first === last
      ? `list prices as of ${first}`
      : `list prices as of ${first} to ${last}`;
}
