import type { Fields } from '../../terraform/values';

/** States of an EC2 instance that the fakes tell apart. */
export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped';

/** A machine of the drill, as AWS would describe it. */
export interface FakeInstance {
  /** As `web-1`. */
  readonly name: string;
  /** As `i-0123456789abcdef0`. */
  readonly instanceId: string;
  /** As `t3.small`. */
  readonly instanceType: string;
  /** MAC address of its only network interface, in lower case. */
  readonly mac: string;
  /** Private IPv4 addresses, the primary one first. The metadata service knows a caller by them. */
  readonly privateIps: readonly [string, ...string[]];
  /**
   * Whether it stands in a public subnet and EC2 draws a public address for it (`associate_public_ip_address`).
   * @default false
   */
  readonly drawsAddress?: boolean;
  /** Availability zone, as `eu-central-1a`. */
  readonly zone: string;
  readonly subnet: { readonly id: string; readonly cidr: string };
  /** Tags by key, references resolved. */
  readonly tags: Readonly<Record<string, string>>;
  /** Tags of its network interface, in the same way. @default - none */
  readonly interfaceTags?: Readonly<Record<string, string>>;
  /** The bytes that Terraform sends as user data, in base64. */
  readonly userData: string;
  /** Name of the IAM role of its profile; none has no credentials. */
  readonly role?: string;
  /** Statements of the role's policies, references resolved: what they do not allow is denied, as IAM does. */
  readonly statements: readonly Fields[];
}

/** An Elastic IP and where it leads. */
export interface FakeAddress {
  /** As `eipalloc-0123456789abcdef0`. */
  readonly allocationId: string;
  readonly publicIp: string;
  /** Where it is associated when the drill begins. */
  readonly association?: { readonly instanceId: string; readonly privateIp: string };
}

/** An object of a bucket. */
export interface FakeObject {
  /** In base64. */
  readonly body: string;
  readonly contentType?: string;
}

/** An object with its place. */
export interface NamedObject {
  readonly bucket: string;
  readonly key: string;
  readonly object: FakeObject;
}

/** The AWS account that a site's machines see: what Terraform would have made. */
export interface World {
  /** As `eu-central-1`. */
  readonly region: string;
  /** Account number, 12 digits. */
  readonly account: string;
  readonly vpc: { readonly id: string; readonly cidr: string };
  readonly instances: readonly FakeInstance[];
  readonly addresses: readonly FakeAddress[];
  /** Buckets by name, their objects by key. */
  readonly buckets: Readonly<Record<string, Readonly<Record<string, FakeObject>>>>;
  /** SSM parameters that exist beforehand, values by full name; usually none, since nodes make their secrets. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Where a server listens. */
export interface ListenAddress {
  /** IPv4. */
  readonly address: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
}

/**
 * Milliseconds from the call to the moved address, unless told otherwise. AWS publishes no figure: NGINX's guide to
 * keepalived with Elastic IPs saw 5 to 6 s for a whole takeover, of which the adverts that are missed take 3 to 4 and
 * the AWS CLI about one (docs.nginx.com, "Active-Passive HA for NGINX Plus on AWS Using Elastic IP Addresses").
 */
export const ASSOCIATION_DELAY_MS = 1000;

/** What the fakes are started with. */
export interface FakeSettings {
  readonly world: World;
  /** The instance metadata service: 169.254.169.254, port 80. */
  readonly metadata: ListenAddress;
  /** All HTTPS endpoints, told apart by the Host header: port 443. */
  readonly api: ListenAddress;
  /**
   * The VPC's resolver: 169.254.169.253, port 53.
   * @default - none
   */
  readonly resolver?: ListenAddress;
  /** Certificate for the endpoints' names and its key, PEM. */
  readonly tls: { readonly certificate: string; readonly key: string };
  /** Milliseconds that an Elastic IP takes to move. @default ASSOCIATION_DELAY_MS */
  readonly associationDelayMs?: number;
}

/**
 * How a call to an endpoint ended: `unknown` is one that the fakes do not speak, `unreached` one of a machine that has no
 * public address.
 */
export type CallOutcome = 'answered' | 'refused' | 'denied' | 'unknown' | 'unreached';

/** A call that a machine made to an endpoint. */
export interface ApiCall {
  /** The machine's name, or its address where it is none of the world. */
  readonly node: string;
  /** As IAM names it: `ec2:AssociateAddress`. */
  readonly action: string;
  /** The ARN that it is about; `*` where there is none. */
  readonly resource: string;
  readonly outcome: CallOutcome;
  /** The error's code, as `ParameterNotFound`. */
  readonly code?: string;
}

/** What the fakes ask of the drill; each is answered by `done` or `failed` with the same `id`. */
export type WorldRequest =
  | {
      readonly kind: 'associate-address';
      readonly publicIp: string;
      readonly privateIp: string;
      readonly instanceId: string;
      /** Name of the machine that asks. */
      readonly by: string;
    }
  /** Cut the machine's power if `force`, else shut it down; `instance-state` follows when it has stopped. */
  | {
      readonly kind: 'stop-instance';
      readonly instanceId: string;
      readonly force: boolean;
      readonly by: string;
    }
  /** Boot the machine; `instance-state` follows when it runs. */
  | { readonly kind: 'start-instance'; readonly instanceId: string; readonly by: string };

/** Messages from the fakes to the drill. */
export type FromFakes =
  /** Both servers listen. */
  | { readonly type: 'ready'; readonly metadata: ListenAddress; readonly api: ListenAddress }
  | { readonly type: 'call'; readonly call: ApiCall }
  | { readonly type: 'request'; readonly id: number; readonly request: WorldRequest }
  /** The fakes cannot go on. */
  | { readonly type: 'broken'; readonly message: string };

/** Messages from the drill to the fakes. */
export type ToFakes =
  | { readonly type: 'start'; readonly settings: FakeSettings }
  | { readonly type: 'done'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }
  /** Another machine stands where one was, and follows another configuration. */
  | { readonly type: 'replaced'; readonly instance: FakeInstance; readonly objects: readonly NamedObject[] }
  | { readonly type: 'put'; readonly objects: readonly NamedObject[] }
  | { readonly type: 'instance-state'; readonly instanceId: string; readonly state: InstanceState };
