import { NODE_FILES } from '../../model/node-files';
import { fields } from '../../terraform/values';
import { applicationOf } from '../data/applications';
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

export interface Graded {
  readonly criterion: Criterion;
  readonly grade: Grade;
  /** The facts that it was counted from, a sentence each without a full stop; sorted as they were found. */
  readonly because: readonly string[];
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
  return { criterion, grade: 'unknown', because: ['one side makes no claims to read it from'] };
}

/** By hand: everything but applying and looking. */
function administration(steps: readonly Step[]): Graded {
  const byHand = steps.filter(({ phase, title }) => phase !== 'check' && title !== APPLY_TITLE);
  return {
    criterion: 'administration',
    grade: counted(byHand.length, 2, 4),
    because: byHand.map(({ title }) => title),
  };
}

/** The title of the one step that is no work by hand. */
export const APPLY_TITLE = 'Apply the new Terraform';

/** What the application must be able to do that it did not have to. */
function development(before: SiteFacts, after: SiteFacts): Graded {
  const demands = demandsOf(after);
  const old = new Set(demandsOf(before));
  const because = demands.filter((one) => !old.has(one));
  return { criterion: 'development', grade: counted(because.length, 1, 2), because };
}

function demandsOf(site: SiteFacts): readonly string[] {
  const found = new Set<string>();
  for (const [tier, nodes] of site.tiers) {
    const [node] = nodes;
    const application = node && applicationOf(site, node);
    if (!node || !application) continue;
    const { write, read } = fields(application.database);
    if (nodes.length > 1) found.add(`nothing of a visitor stays in the memory or on the disk of one node of ${tier}`);
    if (JSON.stringify(write) !== JSON.stringify(read)) {
      found.add('reads and writes of the database go to different addresses, and a read may be a moment behind');
    }
    if (application.media !== undefined)
      found.add('media get a new name for each change, and are stored through the media service');
    if (fields(application.uploads).mounted === true)
      found.add('files are written only while their file system is mounted');
    if (application.sessions !== undefined)
      found.add('sessions and cached values are kept in memcached, which forgets');
  }
  if (site.claims?.needs.some(({ files }) => files.includes(NODE_FILES.varnish))) {
    found.add('pages say how long they may be cached, and what belongs to one visitor is a block of its own');
  }
  return [...found];
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
    because: all.map(({ goals, because }) => (goals.length === 0 ? because : `${goals.join(', ')}: ${because}`)),
  };
}

/** What becomes slower for one request, however much more the site can take. */
function performance(before: SiteFacts, after: SiteFacts): Graded {
  const costs = costsOf(after);
  const old = new Set(costsOf(before));
  const because = costs.filter((one) => !old.has(one));
  return { criterion: 'performance', grade: counted(because.length, 1, 2), because };
}

function costsOf(site: SiteFacts): readonly string[] {
  const found = new Set<string>();
  for (const { kind, engine, keeper } of usesOf(site, storesOf(site)).map(({ store }) => store)) {
    if (kind === 'database' && engine !== 'local') found.add('the database is a network away');
    const [node] = site.nodesOf(keeper);
    if (engine === 'galera' || (node && site.machineOf(node).starts('pacemaker'))) {
      found.add('a commit of the database waits for another node');
    }
    if (kind === 'files' && engine !== 'local') found.add('files are a network away');
    if (kind === 'files' && engine.startsWith('glusterfs'))
      found.add('a file is written to every copy before the write returns');
  }
  const entrances = new Set(site.claims?.goals.map(({ service }) => tierOf(service)));
  const balanced = site.claims?.needs.some(({ from, files }) => {
    return entrances.has(tierOf(from)) && files.includes(NODE_FILES.haproxy) && !runsApplication(site, tierOf(from));
  });
  if (balanced) found.add('each request passes a balancer');
  return [...found];
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
