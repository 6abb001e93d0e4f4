import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Host } from '../hosts/host';
import { Disks, type Surroundings } from '../hosts/root-folder';
import { SWITCH, within } from '../names';
import { ENDPOINTS, METADATA, RESOLVER } from '../network/addresses';
import { Network } from '../network/network';
import type { DrillPlan } from '../plan';
import {
  type ApiCall,
  endpointNames,
  makeCertificates,
  StandIns,
  type World,
  type WorldRequest,
  worldOf,
} from '../stand-ins';

/** Milliseconds from a start to the machine's own boot: EC2 takes some seconds to find it a place. */
const START_DELAY = 5_000;

export interface LocalSiteSettings {
  /** Folder of the synthesized stack. */
  readonly stack: string;
  /** Folder of the base image. */
  readonly image: string;
  /** Folder for the hosts' disks. */
  readonly disks: string;
  /** Folder for what the hosts print. */
  readonly logs: string;
  /** Told what happens without the drill's doing: `db-2 has db-1 stopped`. */
  readonly event: (text: string) => void;
  /** Told where the drill cannot go on. */
  readonly broken: (why: string) => void;
}

/** The whole site on this machine: network, stand-ins for AWS, hosts. */
export class LocalSite {
  readonly plan: DrillPlan;
  readonly network = new Network();
  readonly hosts: readonly Host[];
  readonly calls: ApiCall[] = [];
  readonly #settings: LocalSiteSettings;
  /** Hosts that stay away whoever starts them, and who of them is to start when that ends. */
  readonly #held = new Map<Host, { wanted: boolean }>();
  #standIns: StandIns | undefined;
  #ending = false;

  constructor(plan: DrillPlan, settings: LocalSiteSettings) {
    this.plan = plan;
    this.#settings = settings;
    mkdirSync(settings.logs, { recursive: true });
    this.hosts = plan.hosts.map((host) => new Host(host, new Disks(host, settings.disks), this.network, settings.logs));
  }

  /** Build everything around the hosts, and their disks; none boots yet. */
  async build(): Promise<void> {
    const world = await worldOf(this.plan, this.#settings.stack);
    const endpoints = endpointNames(world);
    const { authority, certificate, key } = await makeCertificates(endpoints);
    await this.network.up(this.plan);
    await this.#startStandIns(world, { certificate, key });
    const { image } = this.#settings;
    const surroundings: Surroundings = { image, authority };
    for (const host of this.hosts) await host.disks.create(host.plan, surroundings);
  }

  /** Switch hosts on. */
  async boot(hosts: readonly Host[]): Promise<void> {
    for (const host of hosts) {
      await host.boot();
      this.#standIns?.setState(host.plan.instanceId, 'running');
    }
  }

  /** Crash hosts; until they are released, nobody can start them. */
  async crash(hosts: readonly Host[]): Promise<void> {
    for (const host of hosts) this.#held.set(host, { wanted: true });
    await Promise.all(hosts.map((host) => host.crash()));
  }

  /** Shut hosts down cleanly; what did not end by itself. */
  async stop(hosts: readonly Host[]): Promise<readonly Host[]> {
    for (const host of hosts) this.#held.set(host, { wanted: true });
    const ended = await Promise.all(hosts.map((host) => host.stop()));
    return hosts.filter((_host, index) => !ended[index]);
  }

  /** Cut hosts off; whoever has them stopped meanwhile gets them back when they are released. */
  async isolate(hosts: readonly Host[]): Promise<void> {
    for (const host of hosts) {
      this.#held.set(host, { wanted: false });
      await this.network.isolate(host.plan);
    }
  }

  /** Give hosts back to the site: those that run are connected, the others boot. */
  async release(hosts: readonly Host[]): Promise<void> {
    const held = hosts.map((host) => ({ host, wanted: this.#held.get(host)?.wanted ?? true }));
    for (const { host } of held) this.#held.delete(host);
    for (const { host, wanted } of held) {
      if (host.runs) await this.network.reconnect(host.plan);
      else if (wanted) await this.boot([host]);
    }
  }

  host(address: string): Host {
    const found = this.hosts.find(({ plan }) => plan.address === address);
    if (!found) throw new RangeError(`${address} is no host of this site`);
    return found;
  }

  /** Memory of all hosts, bytes. */
  memory(): number {
    return this.hosts.reduce((sum, host) => sum + host.memory(), 0);
  }

  /** Take everything down. Goes on whatever fails, so that as little as possible is left. */
  async down(): Promise<readonly string[]> {
    this.#ending = true;
    const problems: string[] = [];
    const step = async (what: Promise<unknown>) => {
      await what.catch((error: Error) => problems.push(error.message));
    };
    await Promise.all(this.hosts.map((host) => step(host.crash())));
    if (this.#standIns) await step(this.#standIns.stop());
    for (const host of this.hosts) await step(host.disks.destroy());
    await step(this.network.down(this.plan.hosts));
    return problems;
  }

  async #startStandIns(world: World, tls: { certificate: string; key: string }): Promise<void> {
    this.#standIns = await StandIns.start(
      {
        world,
        tls,
        metadata: { host: METADATA, port: 80 },
        api: { host: ENDPOINTS, port: 443 },
        resolver: { host: RESOLVER, port: 53 },
      },
      {
        perform: (request) => this.#perform(request),
        called: (call) => this.calls.push(call),
        broken: this.#settings.broken,
      },
      { within: within(SWITCH) },
    );
  }

  async #perform(request: WorldRequest): Promise<void> {
    if (this.#ending) return;
    if (request.kind === 'associate-address') {
      await this.network.associate(request.publicIp, request.privateIp);
      this.#settings.event(`${request.by} takes ${request.publicIp}`);
      return;
    }
    const host = this.hosts.find(({ plan }) => plan.instanceId === request.instanceId);
    if (!host) throw new Error(`${request.instanceId} is no host of this site`);
    const say = (what: string) => this.#settings.event(`${request.by} has ${host.name} ${what}`);
    if (request.kind === 'stop-instance') {
      say('stopped');
      await (request.force ? host.crash() : host.stop());
      this.#standIns?.setState(request.instanceId, 'stopped');
      return;
    }
    say('started');
    void this.#start(host);
  }

  /** As EC2: the call is answered at once, the machine comes later; one that is held comes when it is released. */
  async #start(host: Host): Promise<void> {
    await delay(START_DELAY, undefined, { ref: false });
    const held = this.#held.get(host);
    if (held) held.wanted = true;
    else if (!this.#ending) await this.boot([host]).catch((error: Error) => this.#settings.broken(error.message));
  }
}

/** Folder of a drill's disks and logs below a folder. */
export function drillFolders(folder: string): { readonly disks: string; readonly logs: string } {
  return { disks: join(folder, 'disks'), logs: join(folder, 'logs') };
}
