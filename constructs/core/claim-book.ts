import type { GoalClaim, NeedClaim, ServiceClaim, ServiceGraph } from '../../model/service-graph';

/** Collects a site's claims while its relations are made. */
export class ClaimBook {
  private readonly services = new Map<string, ServiceClaim>();
  private readonly needs: NeedClaim[] = [];
  private readonly goals = new Map<string, GoalClaim>();

  constructor(private readonly site: string) {}

  service(claim: ServiceClaim): void {
    this.services.set(claim.id, claim);
  }

  need(claim: NeedClaim): void {
    this.needs.push(claim);
  }

  /** A goal enters at one service; naming it again moves the entrance (a balancer before the web tier). */
  goal(claim: GoalClaim): void {
    this.goals.set(claim.name, claim);
  }

  /** All claims, sorted, so that the order of calls does not show. */
  toServiceGraph(): ServiceGraph {
    return {
      version: 1,
      site: this.site,
      services: [...this.services.values()].sort((a, b) => compare(a.id, b.id)),
      needs: [...this.needs].sort((a, b) => compare(needKey(a), needKey(b))),
      goals: [...this.goals.values()].sort((a, b) => compare(a.name, b.name)),
    };
  }
}

function needKey(need: NeedClaim): string {
  return [need.from, ...need.anyOf].join(' ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
