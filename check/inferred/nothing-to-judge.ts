import type { ResourceIndex } from '../../terraform/resource-index';
import type { Unread } from '../../terraform/unread';
import { isRead } from './unread';

/** Terraform in which nothing can be judged. */
export class NothingToJudgeError extends Error {
  override readonly name = 'NothingToJudgeError';
}

/** Most types that are named in a message. */
const SHOWN = 12;

/** Why nothing in a stack can be judged: what is in it, and what of that was not read. */
export function nothingToJudge(stack: ResourceIndex, unread: readonly Unread[]): string {
  const counts = new Map<string, number>();
  for (const { type } of stack.all) counts.set(type, (counts.get(type) ?? 0) + 1);
  const types = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const named = (all: readonly (readonly [string, number])[]) => {
    const shown = all.slice(0, SHOWN).map(([type, count]) => (count === 1 ? type : `${count} ${type}`));
    return [...shown, ...(all.length > SHOWN ? [`${all.length - SHOWN} more types`] : [])].join(', ');
  };
  const others = types.filter(([type]) => !isRead(type));
  const modules = unread.filter(({ code }) => code === 'module').map(({ subject }) => subject);
  const kubernetes = types.some(([type]) => /^aws_eks_|^kubernetes_|^helm_|^kubectl_/.test(type));
  return [
    'no place where visitors come in can be found in it, and no store of data, machines or egress of a network that could be judged by themselves',
    `found: ${named(types)}`,
    ...(others.length > 0 ? [`not read: ${named(others)}`] : []),
    ...(modules.length > 0 ? [`modules that were not entered: ${modules.join(', ')}`] : []),
    ...(kubernetes ? ['what runs on Kubernetes, and on the nodes of EKS, is not judged'] : []),
  ].join('; ');
}
