import { faultOutcome } from '../../../drill/judging/fault-outcome';
import type { DrillResult, Fault, JudgedNode, MeasuredFault, RequestRecord } from '../../../drill/judging/outcome';
import { STREAM_NAMES, type StreamName } from '../../../drill/judging/streams';
import { LOAD_DEFAULTS } from '../../../drill/load/protocol';

/** Any fault but a cold start. */
export type FaultOnElement = Extract<Fault, { readonly element: string }>;

/** Seconds between which a stream's first attempts fail: those due at the first are, those due at the second are not. */
export type Failing = readonly [number, number];

/** Requests of a stream, ten a second, each answered after 20 ms; the failing ones give up or are refused at once. */
export function requests(
  stream: StreamName,
  [from, to]: Failing,
  failing: readonly Failing[] = [],
  { retried = true, error = 'ECONNREFUSED', took = 0.02 } = {},
): readonly RequestRecord[] {
  return Array.from({ length: Math.round((to - from) * 10) }, (_, index): RequestRecord => {
    const due = ms(from + index / 10);
    const fails = (time: number) => failing.some(([begin, end]) => ms(begin) <= time && time < ms(end));
    const attempt = (sent: number) => ({ sent, ended: sent + ms(took) });
    if (!fails(due)) return { stream, due, first: { ...attempt(due), status: 200 } };
    const first = { ...attempt(due), error };
    const again = first.ended + 1_000;
    const retry = retried && !fails(again) ? { ...attempt(again), status: 200 } : { ...attempt(again), error };
    return { stream, due, first, retry };
  });
}

/** Milliseconds. */
export function ms(seconds: number): number {
  return Math.round(seconds * 1_000);
}

/**
 * A fault at 10 s whose victims return at 40 s and are in sync at 50 s, watched from 0 s to 60 s.
 * @param failing seconds in which a stream fails
 */
export function measured(
  fault: Fault,
  failing: Partial<Record<StreamName, readonly Failing[]>> = {},
  more: Partial<MeasuredFault> = {},
): MeasuredFault {
  return {
    fault,
    times: { observed: 0, injected: ms(10), restored: ms(40), rejoined: ms(45), synced: ms(50), ended: ms(60) },
    requests: STREAM_NAMES.flatMap((stream) => requests(stream, [0, 60], failing[stream])),
    durability: [],
    ...more,
  };
}

export function crash(node: string): FaultOnElement {
  return { kind: 'crash', element: node, nodes: [node] };
}

/** Two web nodes, a database under Pacemaker, two session servers, a balancer. */
export const NODES: readonly JudgedNode[] = [
  { element: 'aws_instance.balancer_1', tier: 'balancer', kind: 'haproxy', zone: 'eu-central-1a' },
  ...['a', 'b', 'c'].map((zone, index): JudgedNode => {
    return {
      element: `aws_instance.db_${index + 1}`,
      tier: 'db',
      kind: 'mysql',
      zone: `eu-central-1${zone}`,
      promotion: 'pacemaker',
    };
  }),
  { element: 'aws_instance.sessions_1', tier: 'sessions', kind: 'memcached', zone: 'eu-central-1a' },
  { element: 'aws_instance.sessions_2', tier: 'sessions', kind: 'memcached', zone: 'eu-central-1b' },
  { element: 'aws_instance.web_1', tier: 'web', kind: 'web', zone: 'eu-central-1a' },
  { element: 'aws_instance.web_2', tier: 'web', kind: 'web', zone: 'eu-central-1b' },
];

/** A drill of these faults. */
export function drilled(...faults: readonly MeasuredFault[]): DrillResult {
  return {
    site: 'shop',
    file: 'topologies/08-varnish.yaml',
    command: 'npx nospof drill topologies/08-varnish.yaml',
    nodes: NODES,
    streams: STREAM_NAMES,
    load: LOAD_DEFAULTS,
    bootToServing: ms(30),
    memoryMiB: 900,
    processors: 2,
    fakes: [],
    leftOut: [],
    faults: faults.map((one) => faultOutcome(one, STREAM_NAMES)),
    remarks: [],
  };
}
