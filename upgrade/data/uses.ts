import { addressOf } from '../../terraform/references';
import { type Fields, fields } from '../../terraform/values';
import type { SiteFacts } from '../site-facts';
import { applicationOf } from './applications';
import type { DataKind } from './engines';
import type { Store } from './stores';

/** That a tier's application keeps its data in a store. */
export interface Use {
  readonly consumer: string;
  readonly store: Store;
}

/** Which application keeps what where: by the servers that its nodes' configuration names. O(consumers · stores). */
export function usesOf(site: SiteFacts, stores: readonly Store[]): readonly Use[] {
  return [...site.tiers].flatMap(([consumer, [node]]) => {
    const application = node && applicationOf(site, node);
    if (!node || !application) return [];
    const bucket = addressOf(fields(site.stack.get(node.address)?.body.tags)['nospof:media-bucket']);
    const text = [...site.filesOf(node).values()].join('\n');
    const isOwn = ({ tier }: Store) => tier === consumer;
    const names = ({ nodes, holders }: Store) =>
      nodes.some(({ privateIp }) => privateIp !== undefined && mentions(text, privateIp)) ||
      holders.some((one) => one === bucket);
    return DATA_KINDS.flatMap((kind) => {
      if (!wants(application, kind)) return [];
      const candidates = stores.filter((store) => store.kind === kind);
      const own = candidates.filter(isOwn);
      return (own.length > 0 ? own : candidates.filter(names)).map((store) => ({ consumer, store }));
    });
  });
}

const DATA_KINDS: readonly DataKind[] = ['database', 'files', 'media'];

function wants(application: Fields, kind: DataKind): boolean {
  const key = kind === 'files' ? 'uploads' : kind;
  return application[key] !== undefined;
}

/** Whether a text names an IPv4 address, which is no part of a longer one. */
function mentions(text: string, address: string): boolean {
  for (let at = text.indexOf(address); at >= 0; at = text.indexOf(address, at + 1)) {
    if (!/[\d.]/.test(text[at - 1] ?? '') && !/\d/.test(text[at + address.length] ?? '')) return true;
  }
  return false;
}
