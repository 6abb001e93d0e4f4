import { inBlock } from '../../../terraform/ipv4';
import { serviceAt } from '../api/endpoints';
import { privateAddress, privateName } from '../private-name';
import type { World } from '../protocol';
import {
  type DnsRecord,
  encodedName,
  type Question,
  questionOf,
  RECORD_TYPES,
  RESPONSE_CODES,
  response,
} from './message';

const REVERSE = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/;

/**
 * Amazon's resolver as a VPC sees it: private names and addresses both ways, and the endpoints. No other name exists:
 * nothing leaves the machine.
 */
export class Resolver {
  readonly #world: World;
  readonly #endpoints: string;
  readonly #missing: (name: string, source: string) => void;

  /**
   * @param endpoints IPv4 address of the API endpoints
   * @param missing told of each question for an endpoint that is not there, and the address that it came from
   */
  constructor(world: World, endpoints: string, missing: (name: string, source: string) => void) {
    this.#world = world;
    this.#endpoints = endpoints;
    this.#missing = missing;
  }

  /** The response to a message; none to what is no query. */
  answer(message: Buffer, source: string): Buffer | undefined {
    const question = questionOf(message);
    if (!question) return undefined;
    const found = this.#records(question);
    if (!found && question.name.endsWith('.amazonaws.com')) this.#missing(question.name, source);
    const code = found === undefined ? RESPONSE_CODES.noSuchName : RESPONSE_CODES.noError;
    return response(message, question, code, found ?? []);
  }

  /** Records of the type that is asked for; undefined where the name does not exist. */
  #records({ name, type }: Question): readonly DnsRecord[] | undefined {
    const [, d, c, b, a] = REVERSE.exec(name) ?? [];
    if (a !== undefined) return this.#reverse(`${a}.${b}.${c}.${d}`, type);
    const address = this.#address(name);
    if (address === undefined) return undefined;
    return type === RECORD_TYPES.A ? [{ type, data: Buffer.from(address.split('.').map(Number)) }] : [];
  }

  #address(name: string): string | undefined {
    const { region } = this.#world;
    const own = privateAddress(name, region);
    if (own !== undefined) return this.#inVpc(own) ? own : undefined;
    return serviceAt(name, region) ? this.#endpoints : undefined;
  }

  #reverse(address: string, type: number): readonly DnsRecord[] | undefined {
    if (!this.#inVpc(address)) return undefined;
    const data = encodedName(privateName(address, this.#world.region));
    return type === RECORD_TYPES.PTR ? [{ type, data }] : [];
  }

  #inVpc(address: string): boolean {
    return inBlock(address, this.#world.vpc.cidr);
  }
}
