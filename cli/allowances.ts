import type { Allowance } from '../upgrade/upgrade';
import { UsageError } from './io';

/** Up to the first `=` outside of an index: `aws_ebs_volume.data["a=b"]=it was copied`. */
const GRAMMAR = /^((?:[^=[]|\[[^\]]*\])+)=(.*)$/s;

/** `--allow-destroy ADDRESS=REASON`, each as it was given. @throws UsageError for one without a reason, or one twice */
export function allowances(given: readonly string[]): readonly Allowance[] {
  const found = new Map<string, Allowance>();
  for (const one of given) {
    const [, name = one, reason = ''] = GRAMMAR.exec(one) ?? [];
    const [address, because] = [name.trim(), reason.trim()];
    if (address === '' || because === '') {
      throw new UsageError(
        `--allow-destroy ${one}: say why it is meant, as --allow-destroy '${address || 'ADDRESS'}=it was copied to db'`,
      );
    }
    if (found.has(address)) throw new UsageError(`--allow-destroy ${address}: it is given twice; give one reason`);
    found.set(address, { address, because });
  }
  return [...found.values()];
}
