import type { Callee } from '../callee';
import type { InferenceContext } from '../context';
import { caches } from './caches';
import { databaseClusters } from './clusters';
import { databaseInstances } from './databases';
import { fileSystems } from './files';
import { brokers, searchDomains } from './others';

/** Everything that keeps data and answers over the network. */
export function stores(context: InferenceContext): readonly Callee[] {
  return [databaseInstances, databaseClusters, caches, fileSystems, brokers, searchDomains].flatMap((read) =>
    read(context),
  );
}
