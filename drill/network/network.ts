import { SWITCH, VISITORS, within } from '../names';
import type { DrillNode, DrillPlan } from '../plan';
import { runProcess } from '../process';
import { connectScript, isolateScript, nodeScript, removeNodeScript, switchScript } from './commands';
import { type Impairment, impairmentRules } from './impairment';
import { associationRules, ruleset } from './ruleset';
import { REFUSED_SET, type RefusedConnection, refusedConnections, securityRuleset } from './security-groups';

/** The VPC and the internet's edge on this machine. Nothing leads from them to any real network. */
export class DrillNetwork {
  readonly #associations = new Map<string, string>();

  /** Make the switch and the visitors' side. @throws ProcessError */
  async up(plan: DrillPlan): Promise<void> {
    await shell(switchScript(plan.nodes));
    await nft(ruleset());
    await nft(securityRuleset(plan.nodes));
    for (const { publicIp, privateIp } of plan.addresses) {
      if (privateIp !== undefined) this.#associations.set(publicIp, privateIp);
    }
    await nft(associationRules(this.#associations));
  }

  /** Give a node a fresh network and connect it. */
  async plug(node: DrillNode): Promise<void> {
    await shell(removeNodeScript(node) + nodeScript(node) + connectScript(node));
  }

  /** Take a node's network away, as a crash does. */
  async unplug(node: DrillNode): Promise<void> {
    await shell(removeNodeScript(node));
  }

  /** Cut a running node off; its own interface stays up. */
  async isolate(node: DrillNode): Promise<void> {
    await shell(isolateScript(node));
  }

  async reconnect(node: DrillNode): Promise<void> {
    await shell(connectScript(node));
  }

  /** Let the network be this bad, and no worse: what was wrong with it before is over. */
  async impair(all: readonly Impairment[]): Promise<void> {
    await nft(impairmentRules(all));
  }

  /** Lead an Elastic IP to a private address. */
  async associate(publicIp: string, privateIp: string): Promise<void> {
    for (const [other, held] of this.#associations) if (held === privateIp) this.#associations.delete(other);
    this.#associations.set(publicIp, privateIp);
    await nft(associationRules(this.#associations));
  }

  /** Where the Elastic IPs lead now. */
  get associations(): ReadonlyMap<string, string> {
    return this.#associations;
  }

  /** Connections that the security groups have refused so far. */
  async refused(): Promise<readonly RefusedConnection[]> {
    const listed = await runProcess([
      ...within(SWITCH),
      'nft',
      '-j',
      'list',
      'set',
      ...REFUSED_SET.table.split(' '),
      REFUSED_SET.set,
    ]);
    return refusedConnections(listed);
  }

  async down(nodes: readonly DrillNode[]): Promise<void> {
    const namespaces = [SWITCH, VISITORS].map((name) => `ip netns delete ${name} 2>/dev/null || true\n`);
    await shell(nodes.map(removeNodeScript).join('') + namespaces.join(''));
  }
}

async function shell(script: string): Promise<void> {
  await runProcess(['sh', '-e'], { input: script });
}

async function nft(rules: string): Promise<void> {
  await runProcess([...within(SWITCH), 'nft', '-f', '-'], { input: rules });
}
