import type { AcceptedChange } from '../upgrade/upgrade';
import { UsageError } from './io';

/** Up to the first `=` outside of an index: `aws_ebs_volume.data["a=b"]=it was copied`. */
const GRAMMAR = /^((?:[^=[]|\[[^\]]*\])+)=(.*)$/s;

/** `--accept ADDRESS=REASON`, each as it was given. @throws UsageError for one without a reason, or one twice */
export function acceptedChanges(given: readonly string[]): readonly AcceptedChange[] {
  const found = new Map<string, AcceptedChange>();
  for (const one of given) {
    const [, name = one, reason = ''] = GRAMMAR.exec(one) ?? [];
    const [address, because] = [name.trim(), reason.trim()];
    if (address === '' || because === '') {
      throw new UsageError(`--accept ${one}: give a reason, as --accept '${address || 'ADDRESS'}=it was copied to db'`);
    }
    if (found.has(address)) throw new UsageError(`--accept ${address}: it is given twice; give one reason`);
    found.set(address, { address, because });
  }
  return [...found.values()];
}
