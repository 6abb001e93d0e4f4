import type { Callee } from '../callee';
import type { InferenceContext } from '../context';
import { caches } from './caches';
import { databaseClusters } from './clusters';
import { databaseInstances } from './databases';
import { fileSystems } from './files';
import { brokers, searchDomains } from './others';
import { databaseProxies } from './proxies';

/** Everything that keeps data and answers over the network, and what stands before it. */
export function stores(context: InferenceContext): readonly Callee[] {
  const kept = [databaseInstances, databaseClusters, caches, fileSystems, brokers, searchDomains].flatMap((read) =>
    read(context),
  );
  return [...kept, ...databaseProxies(kept, context)];
}
