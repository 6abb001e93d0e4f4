import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type ApiCall,
  endpointNames,
  Fakes,
  makeCertificates,
  type NamedObject,
  type World,
  type WorldRequest,
  worldOf,
} from '../fakes';
import { now } from '../load/protocol';
import { SWITCH, within } from '../names';
import { ENDPOINTS, METADATA, RESOLVER } from '../network/addresses';
import { DrillNetwork } from '../network/network';
import { LocalNode } from '../nodes/local-node';
import { Disks, type NodeSurroundings } from '../nodes/root-folder';
import type { DrillNode, DrillPlan } from '../plan';

/** Milliseconds from a start to the machine's own boot: EC2 takes some seconds to find it a place. */
const START_DELAY = 5_000;

export interface LocalSiteSettings {
  /** Folder of the synthesized stack. */
  readonly stack: string;
  /** Folder of the base image. */
  readonly image: string;
  /** Folder for the nodes' disks. */
  readonly disks: string;
  /** Terraform addresses of nodes whose disks are to have an end, so that they can be filled. */
  readonly smallDisks: ReadonlySet<string>;
  /** Folder for what the nodes print. */
  readonly logs: string;
  /** What the site becomes. @default - it stays as it is */
  readonly next?: { readonly plan: DrillPlan; readonly stack: string; readonly image: string };
  /** Told what happens without the drill's doing: `db-2 has db-1 stopped`. */
  readonly event: (text: string) => void;
  /** Told where the drill cannot go on. */
  readonly broken: (why: string) => void;
}

/** The whole site on this machine: network, fakes of AWS, nodes. */
export class LocalSite {
  readonly plan: DrillPlan;
  readonly network = new DrillNetwork();
  readonly nodes: readonly LocalNode[];
  readonly calls: ApiCall[] = [];
  readonly #settings: LocalSiteSettings;
  /** Nodes that stay away whoever starts them, and who of them is to start when that ends. */
  readonly #held = new Map<LocalNode, { wanted: boolean }>();
  /** Copies of data volumes, by their node, and when each was taken. */
  readonly #snapshots = new Map<LocalNode, { readonly folder: string; readonly at: number }>();
  #surroundings: NodeSurroundings | undefined;
  #fakes: Fakes | undefined;
  #ending = false;

  constructor(plan: DrillPlan, settings: LocalSiteSettings) {
    this.plan = plan;
    this.#settings = settings;
    mkdirSync(settings.logs, { recursive: true });
    this.nodes = plan.nodes.map(
      (node) => new LocalNode(node, new Disks(node, settings.disks), this.network, settings.logs),
    );
  }

  /** Build everything around the nodes, and their disks; none boots yet. */
  async build(): Promise<void> {
    const world = await worldOf(this.plan, this.#settings.stack);
    const endpoints = endpointNames(world);
    const { authority, certificate, key } = await makeCertificates(endpoints);
    await this.network.up(this.plan);
    await this.#startFakes(world, { certificate, key });
    const { image, smallDisks } = this.#settings;
    const surroundings: NodeSurroundings = { image, authority };
    this.#surroundings = surroundings;
    for (const node of this.nodes) {
      await node.disks.create(node.plan, surroundings, smallDisks.has(node.plan.address));
    }
  }

  /** Switch nodes on. */
  async boot(nodes: readonly LocalNode[]): Promise<void> {
    for (const node of nodes) {
      await node.boot();
      this.#fakes?.setState(node.plan.instanceId, 'running');
    }
  }

  /** Crash nodes; until they are released, nobody can start them. */
  async crash(nodes: readonly LocalNode[]): Promise<void> {
    for (const node of nodes) this.#held.set(node, { wanted: true });
    await Promise.all(nodes.map((node) => node.crash()));
  }

  /** Shut nodes down cleanly; what did not end by itself. */
  async stop(nodes: readonly LocalNode[]): Promise<readonly LocalNode[]> {
    for (const node of nodes) this.#held.set(node, { wanted: true });
    const ended = await Promise.all(
      nodes.map(async (node) => {
        this.#fakes?.setState(node.plan.instanceId, 'stopping');
        const inTime = await node.stop();
        this.#fakes?.setState(node.plan.instanceId, 'stopped');
        return inTime;
      }),
    );
    return nodes.filter((_host, index) => !ended[index]);
  }

  /** Cut nodes off; whoever has them stopped meanwhile gets them back when they are released. */
  async isolate(nodes: readonly LocalNode[]): Promise<void> {
    for (const node of nodes) {
      this.#held.set(node, { wanted: false });
      await this.network.isolate(node.plan);
    }
  }

  /** Give nodes back to the site: those that run are connected, the others boot. */
  async release(nodes: readonly LocalNode[]): Promise<void> {
    const held = nodes.map((node) => ({ node, wanted: this.#held.get(node)?.wanted ?? true }));
    for (const { node } of held) this.#held.delete(node);
    for (const { node, wanted } of held) {
      if (node.runs) await this.network.reconnect(node.plan);
      else if (wanted) await this.boot([node]);
    }
  }

  /**
   * Take a snapshot of a node's data volume, as it is at one moment, while its programs run.
   * @returns when it was taken
   */
  async takeSnapshot(node: LocalNode): Promise<number> {
    const folder = join(this.#settings.disks, 'snapshots', node.name);
    rmSync(folder, { recursive: true, force: true });
    const at = now();
    node.freeze(true);
    await node.disks.copyData(folder).finally(() => node.freeze(false));
    this.#snapshots.set(node, { folder, at });
    return at;
  }

  /** The folder of the snapshot that was taken of a node. */
  snapshot(node: LocalNode): string {
    const found = this.#snapshots.get(node);
    if (!found) throw new RangeError(`no snapshot was taken of ${node.name}`);
    return found.folder;
  }

  /** Make a node that is switched off one of what the site becomes: another machine with its configuration, or the same of another size. */
  async become(node: LocalNode, plan: DrillNode, how: 'replaced' | 'restarted'): Promise<void> {
    const { next } = this.#settings;
    if (!next || !this.#surroundings) throw new RangeError('this site becomes nothing else');
    await node.become(plan, how === 'replaced' ? { ...this.#surroundings, image: next.image } : undefined);
    const { instances } = await worldOf(next.plan, next.stack);
    const instance = instances.find(({ instanceId }) => instanceId === plan.instanceId);
    if (instance) this.#fakes?.replace(instance, how === 'replaced' ? await this.#configurationOf(plan) : []);
  }

  /** Put a node's configuration into the bucket, as it is when the site is what it becomes. */
  async configure(plan: DrillNode): Promise<void> {
    this.#fakes?.put(await this.#configurationOf(plan));
  }

  async #configurationOf({ name }: DrillNode): Promise<readonly NamedObject[]> {
    const { next } = this.#settings;
    if (!next) return [];
    const { buckets } = await worldOf(next.plan, next.stack);
    const key = `nodes/${name}.yaml`;
    return Object.entries(buckets).flatMap(([bucket, { [key]: object }]) => (object ? [{ bucket, key, object }] : []));
  }

  /**
   * Replace a machine as `terraform apply -replace` does, and its data volume with it.
   * @returns when the old one was off
   */
  async replace(node: LocalNode, volume: 'empty' | { readonly snapshot: string }): Promise<number> {
    if (!this.#surroundings) throw new RangeError('nothing is built yet');
    this.#held.set(node, { wanted: false });
    await node.crash();
    const off = now();
    await node.disks.replace(node.plan, this.#surroundings, volume === 'empty' ? undefined : volume.snapshot);
    this.#held.delete(node);
    await this.boot([node]);
    return off;
  }

  node(address: string): LocalNode {
    const found = this.nodes.find(({ plan }) => plan.address === address);
    if (!found) throw new RangeError(`${address} is no node of this site`);
    return found;
  }

  /** Memory of all nodes, bytes. */
  memory(): number {
    return this.nodes.reduce((sum, node) => sum + node.memory(), 0);
  }

  /** Take everything down. Goes on whatever fails, so that as little as possible is left. */
  async down(): Promise<readonly string[]> {
    this.#ending = true;
    const problems: string[] = [];
    const step = async (what: Promise<unknown>) => {
      await what.catch((error: Error) => problems.push(error.message));
    };
    await Promise.all(this.nodes.map((node) => step(node.crash())));
    if (this.#fakes) await step(this.#fakes.stop());
    for (const node of this.nodes) await step(node.disks.destroy());
    await step(this.network.down(this.plan.nodes));
    return problems;
  }

  async #startFakes(world: World, tls: { certificate: string; key: string }): Promise<void> {
    this.#fakes = await Fakes.start(
      {
        world,
        tls,
        metadata: { address: METADATA, port: 80 },
        api: { address: ENDPOINTS, port: 443 },
        resolver: { address: RESOLVER, port: 53 },
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
    const node = this.nodes.find(({ plan }) => plan.instanceId === request.instanceId);
    if (!node) throw new Error(`${request.instanceId} is no node of this site`);
    const say = (what: string) => this.#settings.event(`${request.by} has ${node.name} ${what}`);
    if (request.kind === 'stop-instance') {
      say('stopped');
      await (request.force ? node.crash() : node.stop());
      this.#fakes?.setState(request.instanceId, 'stopped');
      return;
    }
    say('started');
    void this.#start(node);
  }

  /** As EC2: the call is answered at once, the machine comes later; one that is held comes when it is released. */
  async #start(node: LocalNode): Promise<void> {
    await delay(START_DELAY, undefined, { ref: false });
    const held = this.#held.get(node);
    if (held) held.wanted = true;
    else if (!this.#ending) await this.boot([node]).catch((error: Error) => this.#settings.broken(error.message));
  }
}

/** Folder of a drill's disks and logs below a folder. */
export function drillFolders(folder: string): { readonly disks: string; readonly logs: string } {
  return { disks: join(folder, 'disks'), logs: join(folder, 'logs') };
}
