import type { Unavailabilities } from '../fault-graph/algorithms/unavailability';
import type { FaultGraph } from '../fault-graph/fault-graph';
import type { Declares, GoalClaim } from '../model/service-graph';
import type { Survives } from '../model/topology';
import type { MachineReader } from '../terraform/machine/reader';
import { ResourceIndex } from '../terraform/resource-index';
import { type AcceptedUnseen, acceptedElsewhere, acceptedUnseen, withAcceptedUnread } from './accepted';
import { readServiceGraph } from './claims/read-service-graph';
import { SiteGraph } from './claims/site-graph';
import { losses } from './element-loss';
import type { Gap, GapCode } from './evidence/gap';
import { siteOf } from './evidence/site';
import type { StackVerdict } from './findings';
import { factsOf, goalVerdict } from './goal-verdict';
import { judge, survivesAny } from './judgement';
import { unreadOf } from './note';
import { ratesOf, staleRates } from './rates';
import { keptSessions } from './sessions';
import type { GraphScope, SiteMeaning } from './site-meaning';
import { unknowns } from './unknowns';

/** A verdict with the graphs that it was read from, for reports that show them. */
export interface Examined {
  readonly verdict: StackVerdict;
  readonly graph: FaultGraph;
  /** The same with what is only slower without it. */
  readonly soft: FaultGraph;
  /** What the graphs are about. */
  readonly meaning: SiteMeaning;
  readonly rates: Unavailabilities;
}

/**
 * The verdict on a synthesized stack.
 * @param terraform `cdk.tf.json`, parsed
 * @param serviceGraph `service-graph.json`, parsed
 * @throws UnreadableTerraformError, UnreadableClaimsError, FaultGraphError
 */
export function examine(terraform: unknown, serviceGraph: unknown, options: ExamineOptions = {}): Examined {
  return examineClaims(new ResourceIndex(terraform), serviceGraph, { ...options, resources: true });
}

export interface ExamineOptions {
  /** Of machines; it remembers what it has read. @default - a new one */
  readonly reader?: MachineReader;
  /** What a site that declares nothing must survive. @default 'none' */
  readonly survives?: Survives;
  /** What it must survive, whatever it declares. @default - what it declares */
  readonly target?: Survives;
  /** Whether nobody had a hand in it since it was rendered: then what is accepted of that cannot be there yet. @default false */
  readonly untouched?: boolean;
}

/**
 * The verdict on a stack whose claims are there.
 * @param options `resources`: whether its resources stand as they were synthesized, and can be compared with what was rendered
 * @throws UnreadableClaimsError, FaultGraphError
 */
export function examineClaims(
  stack: ResourceIndex,
  serviceGraph: unknown,
  {
    reader,
    survives = 'none',
    target,
    untouched = false,
    resources = false,
  }: ExamineOptions & { readonly resources?: boolean } = {},
): Examined {
  const claims = readServiceGraph(serviceGraph);
  const site = new SiteGraph(siteOf(stack, claims, reader, resources));
  const own = claims.declares ?? { accept: [] };
  const declared = { ...own, survives: target ?? own.survives ?? survives };
  const { accept } = declared;
  const notes = withAcceptedUnread(unknowns(site), accept);
  const unseen = acceptedUnseen(accept, site.site.acceptedDifferences, notes);
  const isCompared = resources && !untouched && claims.rendered !== undefined;
  return examineSite(site, {
    site: claims.site,
    origin: 'claims',
    goals: claims.goals,
    declared,
    unseen: isCompared ? unseen : { ...unseen, stale: [] },
    gaps: site.gaps,
    sessions: keptSessions(site.site.nodes),
    unknown: isCompared ? notes : [...notes, ...acceptedElsewhere(unseen.stale)],
  });
}

/** A site whose fault graphs can be made. */
export interface JudgeableSite extends SiteMeaning {
  graph(scope: GraphScope): FaultGraph;
}

/** What a site's verdict says besides its graphs. */
export interface SiteStatement extends Pick<StackVerdict, 'site' | 'origin' | 'gaps' | 'sessions' | 'unknown'> {
  readonly goals: readonly GoalClaim[];
  readonly declared: Declares & { readonly survives: Survives };
  /** What is accepted of it besides single points of failure. @default - nothing */
  readonly unseen?: AcceptedUnseen;
}

/** The verdict on a site, wherever its graphs come from. @throws FaultGraphError */
export function examineSite(site: JudgeableSite, statement: SiteStatement): Examined {
  const { declared, goals: claims, ...said } = statement;
  const graph = site.graph({ soft: false, recovery: false });
  const recovery = site.graph({ soft: false, recovery: true });
  const soft = site.graph({ soft: true, recovery: false });
  const assumes = [...site.elements.values()].some((one) => one.assumed || one.possibleNeeds !== undefined);
  const certain = assumes && {
    graph: site.graph({ soft: false, recovery: false, certain: true }),
    recovery: site.graph({ soft: false, recovery: true, certain: true }),
  };
  const graphs = { graph, recovery, soft, ...(certain ? { certain } : {}) };
  const whole = unreadOf(said.unknown).length === 0;
  const ownRates = declared.rates ?? [];
  const rates = ratesOf(site.elements.values(), ownRates);
  const goals = claims.map(({ name, service }) => {
    return goalVerdict(name, service, site, graphs, rates);
  });
  // What is accepted was not judged: whether it is as good as what was is not known for that.
  const judged = whole && (statement.unseen?.applies ?? []).length === 0;
  const known = { node: survivesAny('node', goals, judged), zone: survivesAny('zone', goals, judged) };
  const verdict: StackVerdict = {
    site: said.site,
    origin: said.origin,
    survives: declared.survives,
    survivesNode: known.node === 'yes',
    survivesZone: known.zone === 'yes',
    known,
    ...judge(goals, {
      ...declared,
      unseen: statement.unseen,
      staleRates: staleRates(site.elements, ownRates),
      notAsRendered: subjectsOf('not-as-rendered', said.gaps),
      refused: subjectsOf('refused', said.gaps),
      whole,
    }),
    ownRates,
    goals,
    elements: losses(site, graph).map(({ element, ...loss }) => ({ ...factsOf(site, element), ...loss })),
    gaps: said.gaps,
    sessions: said.sessions,
    unknown: said.unknown,
  };
  return { verdict, graph, soft, meaning: site, rates };
}

function subjectsOf(code: GapCode, gaps: readonly Gap[]): readonly string[] {
  return [...new Set(gaps.flatMap((gap) => (gap.code === code ? [gap.subject] : [])))];
}

/** Verdict without the graphs. */
export function verdictOf(terraform: unknown, serviceGraph: unknown, reader?: MachineReader): StackVerdict {
  return examine(terraform, serviceGraph, { reader }).verdict;
}
