import type { GoalClaim, NeedClaim, ServiceClaim, ServiceGraph } from '../../model/service-graph';

/** Whether a claim applies, asked when all relations are made: a web tier may come to store files after its balancer. */
type When = () => boolean;
const always: When = () => true;

interface Conditional<T> {
  readonly claim: T;
  readonly when: When;
}

function applying<T>(claims: readonly Conditional<T>[]): T[] {
  return claims.filter(({ when }) => when()).map(({ claim }) => claim);
}

/** Collects a site's claims while its relations are made. */
export class ClaimBook {
  private readonly services = new Map<string, Conditional<ServiceClaim>>();
  private readonly needs: Conditional<NeedClaim>[] = [];
  private readonly goals = new Map<string, Conditional<GoalClaim>>();

  constructor(private readonly site: string) {}

  service(claim: ServiceClaim, when: When = always): void {
    this.services.set(claim.id, { claim, when });
  }

  need(claim: NeedClaim, when: When = always): void {
    this.needs.push({ claim, when });
  }

  /** A goal enters at one service; naming it again moves the entrance (a balancer before the web tier). */
  goal(claim: GoalClaim, when: When = always): void {
    this.goals.set(claim.name, { claim, when });
  }

  /** All claims, sorted, so that the order of calls does not show. */
  toServiceGraph(): ServiceGraph {
    return {
      version: 1,
      site: this.site,
      services: applying([...this.services.values()]).sort((a, b) => compare(a.id, b.id)),
      needs: applying(this.needs).sort((a, b) => compare(needKey(a), needKey(b))),
      goals: applying([...this.goals.values()]).sort((a, b) => compare(a.name, b.name)),
    };
  }
}

function needKey(need: NeedClaim): string {
  return [need.from, ...need.anyOf].join(' ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
