import type { Acceptance } from '../../../check/findings';
import type { Blocker, GoalChange, SideFacts, Survived } from '../../upgrade';
import { decision, refusal } from './blocker';

/** Whether the two sides stand in different regions, so that nothing of one is in the other. */
export function isElsewhere(before: SideFacts, after: SideFacts): boolean {
  return before.region !== undefined && after.region !== undefined && before.region !== after.region;
}

/** Where the whole site would be created again elsewhere. */
export function identityBlockers(before: SideFacts, after: SideFacts): readonly Blocker[] {
  const blockers: Blocker[] = [];
  if (isElsewhere(before, after)) {
    blockers.push(
      refusal(
        'region-changed',
        'region',
        `The region changes from ${before.region} to ${after.region}: Terraform would look for everything there, find nothing and create it again, and leave the data behind.`,
        `Leave the region; build a second site in ${after.region} under another name, copy the data, and switch the domain.`,
      ),
    );
  }
  if (before.site !== after.site && before.site !== undefined && after.site !== undefined) {
    blockers.push(
      refusal(
        'site-renamed',
        'name',
        `The site is called ${after.site} instead of ${before.site}: buckets and roles are created again under that name, and its passwords and secrets stay behind under the old one.`,
        `Leave the name at ${before.site}; it is the environment's and shows nowhere to visitors.`,
      ),
    );
  }
  return blockers;
}

/** Goals that lose something. A single point that the new topology accepts is decided already. */
export function goalBlockers(goals: readonly GoalChange[], accepted: readonly Acceptance[]): readonly Blocker[] {
  return goals.flatMap(({ goal, before, after, come }) => {
    if (!before?.works) return [];
    if (!after?.works) {
      const reason = after ? `The goal ${goal} no longer works.` : `The goal ${goal} is gone.`;
      return [{ ...decision('goal-lost', goal, reason, "'nospof check' on the new topology says why."), goal }];
    }
    return come
      .filter(({ effect }) => effect === 'outage')
      .map(({ element, class: kind, path }): Blocker => {
        const reason = `${goal} gets a new single point of failure: ${kind} ${element} (${path.join(' → ')}).`;
        const blocker = {
          ...decision('new-single-point', element, reason, 'Give it a second that takes over, or accept the risk.'),
          goal,
        };
        const risk = accepted.find((one) => 'goal' in one && one.element === element && one.goal === goal);
        return risk ? { ...blocker, acceptedBecause: risk.because } : blocker;
      });
  });
}

const RANK: Readonly<Record<Survived, number>> = { none: 0, node: 1, zone: 2 };

/** A site that survives less than it did, or no longer says that it must. */
export function survivalBlockers(
  before: SideFacts,
  after: SideFacts,
  survives: { before: Survived | undefined; after: Survived | undefined },
): readonly Blocker[] {
  const remedy = 'Leave it, unless less is what you mean.';
  const [had, has] = [survives.before, survives.after];
  if (had !== undefined && has !== undefined && RANK[has] < RANK[had]) {
    return [
      decision(
        'survives-less',
        'survives',
        `The site survived the loss of any one ${had}; now ${has === 'none' ? 'it does not survive the loss of any one node' : `of any one ${has} only`}.`,
        remedy,
      ),
    ];
  }
  const [said, says] = [before.verdict?.survives, after.verdict?.survives];
  if (said === undefined || says === undefined || RANK[says] >= RANK[said]) return [];
  return [
    decision(
      'survives-less',
      'survives',
      `The topology no longer asks to survive the loss of any one ${said} (survives: ${said} → ${says}).`,
      remedy,
    ),
  ];
}
