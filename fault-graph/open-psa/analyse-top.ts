import type { CutSets } from '../algorithms/cut-set-family';
import { cutSetsOfDiagram, minimalCutSets } from '../algorithms/cut-sets';
import { type FailureDiagram, failureDiagram } from '../algorithms/failure-diagram';
import type { Estimate } from '../algorithms/monte-carlo';
import { DiagramTooLarge } from '../algorithms/node-table';
import { failureProbability } from '../algorithms/probability';
import { FEW_ELEMENTS } from '../algorithms/variable-order';
import type { OpenPsaModel } from './model';
import { OpenPsaError } from './problems';
import { TOP, type TopEventGraph, topEventGraph } from './to-fault-graph';

/** Beyond this the diagram of the whole failure takes seconds, and other ways are tried. */
const NODE_LIMIT = 2_000_000;

/** Cut sets up to an order are read from a diagram as small as this, and from a larger one not faster than found without. */
const FEW_NODES = 1024;

/** What to find out about a top event. */
export interface TopQuestion {
  /** Largest number of basic events in a cut set; all if undefined. */
  readonly maxOrder: number | undefined;
  /** Whether the top event's probability is asked for, too. Without it, cut sets up to an order take less work. */
  readonly probability: boolean;
  /** Seed of the sampling, where the exact probability is out of reach. */
  readonly seed: number;
}

/** A top event's probability. */
export type TopProbability =
  | { readonly kind: 'exact'; readonly value: number }
  | { readonly kind: 'sampled'; readonly sampled: Estimate };

/** The cut sets and the probability of a top event. */
export interface TopAnalysis {
  readonly top: string;
  /** False where the failure of a basic event can prevent the top event (`not`); see `cutSetsOfDiagram`. */
  readonly coherent: boolean;
  readonly cutSets: CutSets;
  /** Absent where it wasn't asked for, or the model doesn't give the probability of each basic event. */
  readonly probability: TopProbability | undefined;
}

/** @throws OpenPsaError `no-top` for an unknown gate, `too-large` where the question is beyond what can be worked out */
export function analyseTop(model: OpenPsaModel, top: string, question: TopQuestion): TopAnalysis {
  const converted = topEventGraph(model, top);
  const coherent = converted.complements.size === 0;
  try {
    const diagram = diagramFor(converted, question);
    const cutSets = cutSetsOf(converted, diagram, question);
    return { top, coherent, cutSets, probability: probabilityOf(converted, diagram, question) };
  } catch (error) {
    if (!(error instanceof DiagramTooLarge)) throw error;
    const hint = coherent ? 'ask for a lower --order' : 'it depends on a <not>, which needs the whole diagram';
    throw new OpenPsaError([{ code: 'too-large', message: `"${top}": ${error.message}; ${hint}` }]);
  }
}

/**
 * The diagram of the whole failure, where the question needs it or is answered faster with it: cut sets up to an order
 * need none, and find it helpful only where there is so little to it that trying costs nothing.
 */
function diagramFor(converted: TopEventGraph, { probability, maxOrder }: TopQuestion): FailureDiagram | undefined {
  const setsAlone = !probability && maxOrder !== undefined && converted.complements.size === 0;
  if (!setsAlone) return diagramWithin(NODE_LIMIT, converted);
  return converted.graph.elementCount > FEW_ELEMENTS ? undefined : diagramWithin(FEW_NODES, converted);
}

function diagramWithin(nodeLimit: number, { graph, complements }: TopEventGraph): FailureDiagram | undefined {
  try {
    return failureDiagram(graph, TOP, { nodeLimit, complements });
  } catch (error) {
    if (error instanceof DiagramTooLarge && complements.size === 0) return undefined;
    throw error;
  }
}

function cutSetsOf({ graph }: TopEventGraph, diagram: FailureDiagram | undefined, { maxOrder }: TopQuestion): CutSets {
  if (diagram !== undefined) return cutSetsOfDiagram(graph, diagram, maxOrder);
  return minimalCutSets(graph, TOP, maxOrder === undefined ? {} : { maxOrder });
}

function probabilityOf(
  { graph, probabilities }: TopEventGraph,
  diagram: FailureDiagram | undefined,
  { probability, seed }: TopQuestion,
): TopProbability | undefined {
  if (!probability || probabilities === undefined) return undefined;
  if (diagram !== undefined) return { kind: 'exact', value: failureProbability(graph, diagram, probabilities) };
  // Loaded here, not above: most models never need it.
  const { sampleFailure }: typeof import('../algorithms/monte-carlo') = require('../algorithms/monte-carlo');
  return { kind: 'sampled', sampled: sampleFailure(graph, TOP, probabilities, { seed }) };
}
