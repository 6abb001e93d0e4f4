import { createHash, randomBytes } from 'node:crypto';
import { DrawnAddresses, type Held } from './drawn-addresses';
import type { FakeInstance, InstanceState, NamedObject, World } from './protocol';

/** Where an Elastic IP leads. */
export interface Association {
  readonly associationId: string;
  readonly instanceId: string;
  readonly privateIp: string;
}

/** An SSM parameter. */
export interface Parameter {
  readonly value: string;
  /** As `SecureString`. */
  readonly type: string;
  readonly version: number;
  /** Seconds since 1970. */
  readonly modified: number;
}

/** An object of a bucket. */
export interface StoredObject {
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl?: string;
  /** In quotes. */
  readonly etag: string;
  readonly modified: Date;
}

/** Temporary credentials of a machine's role. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly token: string;
}

/** The state of the account while the drill runs: the world as it was given, and what machines have changed since. */
export class Account {
  #world: World;
  readonly parameters = new Map<string, Parameter>();
  /** Objects by bucket and key. */
  readonly buckets: ReadonlyMap<string, Map<string, StoredObject>>;
  readonly #states = new Map<string, InstanceState>();
  readonly #associations = new Map<string, Association>();
  readonly #credentials = new Map<string, Credentials>();
  readonly #drawn = new DrawnAddresses();

  constructor(world: World) {
    this.#world = world;
    for (const [name, value] of Object.entries(world.parameters)) this.putParameter(name, value, 'SecureString');
    // At a machine's start, before Terraform associates anything.
    for (const instance of world.instances) this.#drawn.draw(instance, { primary: false, secondary: false });
    for (const { allocationId, association } of world.addresses) {
      if (association) this.associate(allocationId, association.instanceId, association.privateIp);
    }
    this.buckets = new Map(Object.keys(world.buckets).map((bucket) => [bucket, new Map<string, StoredObject>()]));
    for (const [bucket, objects] of Object.entries(world.buckets)) {
      for (const [key, { body, contentType }] of Object.entries(objects)) {
        this.putObject(bucket, key, Buffer.from(body, 'base64'), { contentType });
      }
    }
  }

  get world(): World {
    return this.#world;
  }

  /** Put another machine in the place of one: what EC2 has of it, and its own objects. */
  replace(instance: FakeInstance, objects: readonly NamedObject[]): void {
    const instances = this.#world.instances.map((one) => (one.instanceId === instance.instanceId ? instance : one));
    this.#world = { ...this.#world, instances };
    this.putAll(objects);
  }

  /** Put objects into buckets, whoever may read them. */
  putAll(objects: readonly NamedObject[]): void {
    for (const { bucket, key, object } of objects) {
      this.putObject(bucket, key, Buffer.from(object.body, 'base64'), { contentType: object.contentType });
    }
  }

  instance(instanceId: string | undefined): FakeInstance | undefined {
    return this.world.instances.find((one) => one.instanceId === instanceId);
  }

  /** The machine that has a private address. */
  instanceAt(address: string): FakeInstance | undefined {
    return this.world.instances.find(({ privateIps }) => privateIps.includes(address));
  }

  state(instanceId: string): InstanceState {
    return this.#states.get(instanceId) ?? 'running';
  }

  setState(instanceId: string, state: InstanceState): void {
    this.#states.set(instanceId, state);
    const instance = this.instance(instanceId);
    if (!instance) return;
    if (state === 'stopped') this.#drawn.take(instance, this.#held(instance));
    if (state === 'pending' || state === 'running') this.#drawn.draw(instance, this.#held(instance));
  }

  /** Where a machine itself comes from on the internet; undefined where it has no way there. */
  publicAddress(instance: FakeInstance): string | undefined {
    const [primary] = instance.privateIps;
    const associated = this.associationsOf(instance.instanceId).find(({ privateIp }) => privateIp === primary);
    return associated?.publicIp ?? this.#drawn.of(instance);
  }

  /** Whether a machine reaches the internet: those in private subnets do so through their NAT gateway. */
  reachesInternet(instance: FakeInstance): boolean {
    return !instance.drawsAddress || this.publicAddress(instance) !== undefined;
  }

  #held({ instanceId, privateIps: [primary] }: FakeInstance): Held {
    const held = this.associationsOf(instanceId).map(({ privateIp }) => privateIp);
    return { primary: held.includes(primary), secondary: held.some((one) => one !== primary) };
  }

  association(allocationId: string): Association | undefined {
    return this.#associations.get(allocationId);
  }

  /** Public addresses that lead to a machine, each with the private address that it is associated with. */
  associationsOf(instanceId: string): readonly { readonly publicIp: string; readonly privateIp: string }[] {
    return this.world.addresses.flatMap(({ allocationId, publicIp }) => {
      const association = this.#associations.get(allocationId);
      return association?.instanceId === instanceId ? [{ publicIp, privateIp: association.privateIp }] : [];
    });
  }

  /** Leads an Elastic IP to a private address; another one that was there loses it, as in EC2. */
  associate(allocationId: string, instanceId: string, privateIp: string): Association {
    const before = this.instance(this.#associations.get(allocationId)?.instanceId);
    const instance = this.instance(instanceId);
    if (instance && instance.privateIps[0] === privateIp) {
      this.#drawn.take(instance, { primary: true, secondary: false });
    }
    for (const [other, { privateIp: taken }] of this.#associations) {
      if (taken === privateIp) this.#associations.delete(other);
    }
    const associationId = `eipassoc-${hexDigest(`${allocationId} ${instanceId} ${privateIp}`).slice(0, 17)}`;
    const association = { associationId, instanceId, privateIp };
    this.#associations.set(allocationId, association);
    if (before && this.state(before.instanceId) === 'running') this.#drawn.draw(before, this.#held(before));
    return association;
  }

  putParameter(name: string, value: string, type: string): number {
    const version = (this.parameters.get(name)?.version ?? 0) + 1;
    this.parameters.set(name, { value, type, version, modified: Date.now() / 1000 });
    return version;
  }

  putObject(
    bucket: string,
    key: string,
    body: Buffer,
    headers: { readonly contentType?: string | undefined; readonly cacheControl?: string | undefined },
  ): StoredObject {
    const stored = {
      body,
      contentType: headers.contentType ?? 'binary/octet-stream',
      ...(headers.cacheControl === undefined ? {} : { cacheControl: headers.cacheControl }),
      etag: `"${createHash('md5').update(body).digest('hex')}"`,
      modified: new Date(),
    };
    this.buckets.get(bucket)?.set(key, stored);
    return stored;
  }

  /** The credentials that the metadata service gives a machine; the same as long as the drill runs. */
  credentials(instanceId: string): Credentials {
    const known = this.#credentials.get(instanceId);
    if (known) return known;
    const made = {
      accessKeyId: `ASIA${hexDigest(instanceId).slice(0, 16).toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      token: randomBytes(96).toString('base64'),
    };
    this.#credentials.set(instanceId, made);
    return made;
  }

  /** The machine whose role an access key belongs to. */
  keyOwner(accessKeyId: string, token: string | undefined): FakeInstance | undefined {
    const [owner] =
      [...this.#credentials].find(([, one]) => one.accessKeyId === accessKeyId && one.token === token) ?? [];
    return this.instance(owner);
  }
}

/** A digest for identifiers that AWS would draw at random: equal in every drill. */
export function hexDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Id of a machine's only network interface. */
export function interfaceId({ instanceId }: FakeInstance): string {
  return `eni-${hexDigest(instanceId).slice(0, 17)}`;
}
