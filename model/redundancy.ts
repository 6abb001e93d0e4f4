/** What a goal has left once some nodes are away. */
export interface LostRedundancy {
  /** Terraform addresses of the nodes that are away, sorted. */
  readonly away: readonly string[];
  /** Terraform addresses of nodes, and names of zones, of which the next loss ends the goal; sorted. */
  readonly next: readonly string[];
}

/** When a goal's redundancy is used up: as soon as one of these holds. */
export interface GoalRedundancy {
  readonly goal: string;
  readonly usedUp: readonly LostRedundancy[];
}
