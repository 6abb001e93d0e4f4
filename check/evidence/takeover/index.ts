import type { Takeover } from '../../../model/service-graph';
import { takesAddress } from './address';
import { leavesDnsOut } from './dns';
import { votes } from './quorum';
import { holdsReplica } from './replica';
import type { TakeoverRule } from './rule';

export { clusterSize } from './quorum';

/** Nothing to show on the members: there is one, the caller decides, or AWS does. */
const nothing: TakeoverRule = () => [];

/** What each mechanism must have on every member. */
export const TAKEOVER_RULES: Readonly<Record<Takeover, TakeoverRule>> = {
  none: nothing,
  caller: nothing,
  managed: nothing,
  address: takesAddress,
  dns: leavesDnsOut,
  quorum: votes,
  replica: holdsReplica,
};
