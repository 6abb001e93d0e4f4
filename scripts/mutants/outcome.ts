import { SiteGraph } from '../../check/claims/site-graph';
import { type EvidenceContext, siteOf } from '../../check/evidence/site';
import { unknowns } from '../../check/unknowns';
import { examineSite } from '../../check/verdict';
import type { FaultGraph } from '../../fault-graph/fault-graph';
import type { ServiceGraph } from '../../model/service-graph';
import type { MachineReader } from '../../terraform/machine/reader';
import { ResourceIndex } from '../../terraform/resource-index';
import { harmlessReason } from './harmless';
import type { Mutation, Specimen } from './mutant';

/** `flipped`: the verdict is another, or what it lacks is named. `void`: the change changes nothing. `refused`: it cannot be read. */
export type Outcome = 'flipped' | 'harmless' | 'unseen' | 'void' | 'refused';

export interface Judged {
  readonly mutation: Mutation;
  /** With digests made anew, as if it had been rendered so. */
  readonly anew: Outcome;
  /** With the digests of what was rendered. */
  readonly rendered: Outcome;
  /** The first thing that is named, or why the change is harmless. */
  readonly named: string;
}

/** Judges mutants of one stack. Only what no gap tells is examined whole, and only where its fault graphs are others. */
export class MutantJudge {
  readonly #bare: ServiceGraph;
  readonly #graphs: string;

  constructor(
    readonly specimen: Specimen,
    readonly reader: MachineReader,
  ) {
    // Claims without digests say what those with digests made anew say.
    const { rendered: _, ...bare } = specimen.claims;
    this.#bare = bare;
    this.#graphs = graphsOf(new SiteGraph(siteOf(new ResourceIndex(specimen.stack), bare, reader, true)));
  }

  judge(mutation: Mutation): Judged {
    const copy = structuredClone(this.specimen.stack);
    mutation.change(copy);
    const isVoid = JSON.stringify(copy) === JSON.stringify(this.specimen.stack);
    if (isVoid) return { mutation, anew: 'void', rendered: 'void', named: '' };
    try {
      const index = new ResourceIndex(copy);
      const named = this.#named(index);
      if (named !== undefined) return { mutation, anew: 'flipped', rendered: 'flipped', named };
      const because = harmlessReason(mutation);
      const passed: Outcome = because === undefined ? 'unseen' : 'harmless';
      const isTold = this.#differs(siteOf(index, this.specimen.claims, this.reader, true));
      return { mutation, anew: passed, rendered: isTold ? 'flipped' : passed, named: because ?? '' };
    } catch (error) {
      return { mutation, anew: 'refused', rendered: 'refused', named: String(error) };
    }
  }

  #named(index: ResourceIndex): string | undefined {
    const claims = this.#bare;
    const site = new SiteGraph(siteOf(index, claims, this.reader, true));
    const [gap] = site.gaps;
    if (gap) return `${gap.code}: ${gap.lookedFor} in ${gap.where}`;
    const unknown = unknowns(site);
    if (unknown.length === 0 && graphsOf(site) === this.#graphs) return undefined;
    const { survives = 'none', ...own } = claims.declares ?? { accept: [] };
    const declared = { ...own, survives };
    const said = {
      site: claims.site,
      origin: 'claims' as const,
      goals: claims.goals,
      declared,
      gaps: [],
      sessions: [],
      unknown,
    };
    const { holds, breaches } = examineSite(site, said).verdict;
    return holds ? undefined : (breaches[0]?.kind ?? 'not known');
  }

  #differs(site: EvidenceContext): boolean {
    return (site.differences?.size ?? 0) > 0;
  }
}

function graphsOf(site: SiteGraph): string {
  const plain = ({ ids, thresholds, inputs }: FaultGraph) => JSON.stringify([ids, [...thresholds], inputs]);
  return [
    plain(site.graph({ soft: false, recovery: false })),
    plain(site.graph({ soft: false, recovery: true })),
    plain(site.graph({ soft: true, recovery: false })),
  ].join('\n');
}
