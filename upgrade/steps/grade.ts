import { NODE_FILES } from '../../model/node-files';
import { fields } from '../../terraform/values';
import { applicationOf } from '../data/applications';
import { ENGINES } from '../data/engines';
import { storesOf } from '../data/stores';
import { usesOf } from '../data/uses';
import type { SiteFacts } from '../site-facts';
import type { Duration, Step } from './step';

/** What a growth step costs, apart from money. */
export type Criterion = 'administration' | 'development' | 'downtime' | 'performance';

/** The scale: docs/upgrades.md says what each grade means for each criterion. */
export type Grade = 'none' | 'low' | 'medium' | 'high' | 'unknown';

/** From the best to the worst; what is unknown might be as bad as can be. */
const GRADES: readonly Grade[] = ['none', 'low', 'medium', 'high', 'unknown'];

/** A fact that a grade was counted from; `report/diff/grade.ts` says each in words. */
export type GradeReason =
  /** One side makes no claims, so nothing can be read from it. */
  | { readonly code: 'no-claims' }
  /** A step that somebody carries out by hand. */
  | { readonly code: 'by-hand'; readonly title: string }
  /** A step takes goals down, or, without goals, something of a node. */
  | { readonly code: 'downtime'; readonly goals: readonly string[]; readonly because: string }
  /** Nothing of a visitor may stay on one node of a tier. */
  | { readonly code: 'several-nodes'; readonly tier: string }
  /** The application must do otherwise than before, or a request takes longer. */
  | { readonly code: 'split-database' | 'media-service' | 'mounted-files' | 'page-cache' }
  /** Sessions and cached values are kept by servers that forget, which speak this protocol. */
  | { readonly code: 'forgetting-cache'; readonly protocol: string }
  /** Sessions are kept by a server that does not forget, which speaks this protocol. */
  | { readonly code: 'session-store'; readonly protocol: string }
  | { readonly code: 'remote-database' | 'commits-wait' | 'remote-files' | 'written-to-copies' | 'balanced' };

export interface Graded {
  readonly criterion: Criterion;
  readonly grade: Grade;
  /** The facts that it was counted from; sorted as they were found. */
  readonly because: readonly GradeReason[];
}

/** How a step scales, criterion by criterion. */
export interface ScalabilityGrade {
  /** The worst of the four. */
  readonly overall: Grade;
  readonly criteria: readonly Graded[];
}

/** The scalability grade of a step from one topology to another, counted from facts. */
export function scalabilityGrade(before: SiteFacts, after: SiteFacts, steps: readonly Step[]): ScalabilityGrade {
  const known = before.claims !== undefined && after.claims !== undefined;
  const criteria = [
    administration(steps),
    known ? development(before, after) : unread('development'),
    downtime(steps),
    known ? performance(before, after) : unread('performance'),
  ];
  return { overall: worst(criteria.map(({ grade }) => grade)), criteria };
}

function unread(criterion: Criterion): Graded {
  return { criterion, grade: 'unknown', because: [{ code: 'no-claims' }] };
}

/** By hand: everything but applying and looking. */
function administration(steps: readonly Step[]): Graded {
  const byHand = steps.filter(({ phase, title }) => phase !== 'check' && title !== APPLY_TITLE);
  return {
    criterion: 'administration',
    grade: counted(byHand.length, 2, 4),
    because: byHand.map(({ title }) => ({ code: 'by-hand', title })),
  };
}

/** The title of the one step that is no work by hand. */
export const APPLY_TITLE = 'Apply the new Terraform';

/** What the application must be able to do that it did not have to. */
function development(before: SiteFacts, after: SiteFacts): Graded {
  const because = added(demandsOf(before), demandsOf(after));
  return { criterion: 'development', grade: counted(because.length, 1, 2), because };
}

/** What there is after a step and was not before it, once each. */
function added(before: readonly GradeReason[], after: readonly GradeReason[]): readonly GradeReason[] {
  const known = new Set(before.map((one) => JSON.stringify(one)));
  return [...new Map(after.map((one) => [JSON.stringify(one), one]))].flatMap(([key, one]) =>
    known.has(key) ? [] : one,
  );
}

function demandsOf(site: SiteFacts): readonly GradeReason[] {
  const found: GradeReason[] = [];
  for (const [tier, nodes] of site.tiers) {
    const [node] = nodes;
    const application = node && applicationOf(site, node);
    if (!node || !application) continue;
    const { write, read } = fields(application.database);
    if (nodes.length > 1) found.push({ code: 'several-nodes', tier });
    if (JSON.stringify(write) !== JSON.stringify(read)) found.push({ code: 'split-database' });
    if (application.media !== undefined) found.push({ code: 'media-service' });
    if (fields(application.uploads).mounted === true) found.push({ code: 'mounted-files' });
    for (const protocol of Object.keys(fields(application.sessions)))
      found.push({ code: protocol === 'memcached' ? 'forgetting-cache' : 'session-store', protocol });
  }
  if (site.claims?.needs.some(({ files }) => files.includes(NODE_FILES.varnish))) found.push({ code: 'page-cache' });
  return found;
}

const SEVERITY: Readonly<Record<Duration, Grade>> = {
  seconds: 'low',
  minutes: 'medium',
  data: 'high',
  unknown: 'unknown',
};

function downtime(steps: readonly Step[]): Graded {
  const all = steps.flatMap((step) => step.downtime);
  return {
    criterion: 'downtime',
    grade: worst(all.map(({ duration }) => SEVERITY[duration])),
    because: all.map(({ goals, because }) => ({ code: 'downtime', goals, because })),
  };
}

/** What becomes slower for one request, however much more the site can take. */
function performance(before: SiteFacts, after: SiteFacts): Graded {
  const because = added(costsOf(before), costsOf(after));
  return { criterion: 'performance', grade: counted(because.length, 1, 2), because };
}

function costsOf(site: SiteFacts): readonly GradeReason[] {
  const found: GradeReason[] = [];
  for (const { kind, engine, tier } of usesOf(site, storesOf(site)).map(({ store }) => store)) {
    if (kind === 'database' && engine !== 'local') found.push({ code: 'remote-database' });
    const [node] = site.nodesOf(tier);
    if (ENGINES[engine].waits === 'commit' || (node && site.machineOf(node).starts('pacemaker'))) {
      found.push({ code: 'commits-wait' });
    }
    if (kind === 'files' && engine !== 'local') found.push({ code: 'remote-files' });
    if (kind === 'files' && ENGINES[engine].waits === 'write') found.push({ code: 'written-to-copies' });
  }
  const entrances = new Set(site.claims?.goals.map(({ service }) => tierOf(service)));
  const balanced = site.claims?.needs.some(({ from, files }) => {
    return entrances.has(tierOf(from)) && files.includes(NODE_FILES.haproxy) && !runsApplication(site, tierOf(from));
  });
  if (balanced) found.push({ code: 'balanced' });
  return found;
}

/** Web nodes have a haproxy of their own, before their database. */
function runsApplication(site: SiteFacts, tier: string): boolean {
  const [node] = site.nodesOf(tier);
  return node !== undefined && applicationOf(site, node) !== undefined;
}

function tierOf(service: string): string {
  return service.slice(0, service.lastIndexOf('.'));
}

/** None, or by how many there are: up to `low`, up to `medium`, more. */
function counted(number: number, low: number, medium: number): Grade {
  if (number === 0) return 'none';
  return number <= low ? 'low' : number <= medium ? 'medium' : 'high';
}

function worst(grades: readonly Grade[]): Grade {
  return GRADES[Math.max(0, ...grades.map((grade) => GRADES.indexOf(grade)))] ?? 'unknown';
}
