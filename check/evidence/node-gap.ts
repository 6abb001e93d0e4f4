import type { NodeFacts } from '../../terraform/nodes';
import type { Gap } from './gap';
import type { EvidenceContext } from './site';

/** What is wrong with one machine, whatever it serves. */
export type NodeGap = Pick<Gap, 'code' | 'lookedFor' | 'where' | 'drift'>;

/** Looks at one thing of a machine; returns nothing where it is as it must be. */
export type NodeRule = (node: NodeFacts, site: EvidenceContext) => readonly NodeGap[];
