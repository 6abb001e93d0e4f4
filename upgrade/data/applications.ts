import { NODE_FILES } from '../../model/node-files';
import { type Fields, isFields } from '../../terraform/values';
import type { SiteFacts, StepNode } from '../site-facts';

/** What a node's application is told of its services. */
export function applicationOf(site: SiteFacts, node: StepNode): Fields | undefined {
  const text = site.filesOf(node).get(NODE_FILES.site);
  if (text === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    return isFields(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the configuration of every machine of the site could be read, so that nothing keeps data unseen. */
export function isReadable(site: SiteFacts): boolean {
  return [...site.tiers].every(([, [node]]) => !node || site.machineOf(node).setupCommands.length > 0);
}
