import { type AddressRange, type Exposure, type PlacedKind, placedRecordOf } from './kinds';

const PRIVATE_SUBNET_SIZE = 8192;
const PUBLIC_SUBNET_SIZE = 2048;
const PUBLIC_SUBNETS_FROM = 49152;
const NAT_HOST = 10;

/** The addresses that a kind has in each subnet of this exposure; undefined where it never stands there. */
export function addressRange(kind: PlacedKind, exposure: Exposure): AddressRange | undefined {
  return placedRecordOf(kind).addresses[exposure];
}

/**
 * Addresses that a tier reserves in each subnet. It is the most nodes that the kind can have in one zone, so that
 * tiers which do not meet today never meet by growing; some kinds reserve fewer and may grow past them.
 */
export function blockSize(kind: PlacedKind, exposure: Exposure, nodesInOneZone = 1): number {
  const range = addressRange(kind, exposure);
  const block = range?.block ?? placedRecordOf(kind).mostNodes;
  return range?.grows ? Math.max(block, nodesInOneZone) : block;
}

/** FNV-1a, 32 bits: the same on every machine, for ever. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

/** Where a tier starts in its kind's range when it has no `offset`: by its name alone. */
export function defaultOffset(kind: PlacedKind, exposure: Exposure, name: string): number {
  const range = addressRange(kind, exposure);
  const space = range?.grows?.startSpace ?? range?.size ?? 0;
  const block = blockSize(kind, exposure);
  return (hash(name) % Math.max(1, Math.floor(space / block))) * block;
}

/** The zone of a tier's k-th node, counted from 1: nodes take turns. */
export function nodeZone(zones: readonly string[], k: number): string {
  const zone = zones[(k - 1) % zones.length];
  if (zone === undefined) throw new RangeError('a tier needs at least one zone');
  return zone;
}

/** How many of a tier's nodes stand in its fullest zone. */
export function nodesInFullestZone(nodes: number, zones: readonly string[]): number {
  return Math.ceil(nodes / Math.max(1, zones.length));
}

const toNumber = (address: string): number => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

const toAddress = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');

/** Subnets are cut by the zone's letter, so one zone more never moves another's. */
function subnetBase(cidr: string, exposure: Exposure, zone: string): number {
  const index = zone.charCodeAt(zone.length - 1) - 'a'.charCodeAt(0);
  if (!(index >= 0 && index < 6)) throw new RangeError(`zone ${JSON.stringify(zone)} does not end in a letter a to f`);
  const from = exposure === 'private' ? index * PRIVATE_SUBNET_SIZE : PUBLIC_SUBNETS_FROM + index * PUBLIC_SUBNET_SIZE;
  return toNumber(cidr.slice(0, cidr.indexOf('/'))) + from;
}

/** The subnet of a zone: a /19 for private nodes, a /21 for public ones, cut from the VPC's /16. */
export function subnetCidr(cidr: string, exposure: Exposure, zone: string): string {
  return `${toAddress(subnetBase(cidr, exposure, zone))}/${exposure === 'private' ? 19 : 21}`;
}

/** The address of a zone's NAT gateway; fixed, for AWS would choose one that belongs to a node. */
export function natAddress(cidr: string, zone: string): string {
  return toAddress(subnetBase(cidr, 'public', zone) + NAT_HOST);
}

/** What a node's address depends on: nothing else does, so other tiers come and go without moving it. */
export interface AddressedNode {
  /** The VPC's /16. */
  readonly cidr: string;
  readonly kind: PlacedKind;
  readonly exposure: Exposure;
  /** The tier's name. */
  readonly name: string;
  /** The zones that the tier's nodes take turns in. */
  readonly zones: readonly string[];
  /** The node's number, from 1. */
  readonly number: number;
  /**
   * First address inside the kind's range.
   * @default - from the tier's name
   */
  readonly offset?: number;
}

/** The fixed private IPv4 address of a node. @throws RangeError where it falls outside of its kind's range. */
export function nodeAddress(node: AddressedNode): string {
  const { kind, exposure, name, zones, number } = node;
  const range = addressRange(kind, exposure);
  if (range === undefined) throw new RangeError(`a ${kind} tier has no ${exposure} addresses`);
  const place = (node.offset ?? defaultOffset(kind, exposure, name)) + Math.floor((number - 1) / zones.length);
  if (place >= range.size) {
    throw new RangeError(
      `node ${name}-${number} is number ${place} of ${range.size} ${kind} addresses; lower its offset`,
    );
  }
  return toAddress(subnetBase(node.cidr, exposure, nodeZone(zones, number)) + range.first + place);
}

/** Second addresses stand this far above the first, in the half of a public subnet that no kind's range reaches. */
const TAKEOVER_SHIFT = 1024;

/** A balancer's second private address, with which the Elastic IP is associated; the first keeps a public one of its own. */
export function takeoverAddress(address: string): string {
  return toAddress(toNumber(address) + TAKEOVER_SHIFT);
}
