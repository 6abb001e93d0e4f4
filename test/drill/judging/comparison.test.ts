import type { StackVerdict } from '../../../check/findings';
import { compareWithVerdict } from '../../../drill/judging/comparison';
import type { Contradiction } from '../../../drill/judging/findings';
import type { DurabilityResult, Fault, MeasuredFault } from '../../../drill/judging/outcome';
import { STREAM_NAMES, type StreamName } from '../../../drill/judging/streams';
import { crash, drilled, measured, ms, NODES, requests } from './records';
import { verdict } from './verdicts';

const WEB = crash('aws_instance.web_1');
const DB = crash('aws_instance.db_1');
const BALANCER = crash('aws_instance.balancer_1');
const ALL = NODES.map(({ element }) => element);

const contradictions = (fault: MeasuredFault, said: StackVerdict = verdict()) =>
  compareWithVerdict(drilled(fault), said).contradictions;

/** `kind subject` of each contradiction. */
const told = (found: readonly Contradiction[]) =>
  found.map((one) => {
    const subject =
      'goal' in one ? one.goal : 'stream' in one ? one.stream : 'durability' in one ? one.durability.where : '';
    return `${one.kind} ${subject}`.trim();
  });

const judged = (fault: MeasuredFault, said?: StackVerdict) => told(contradictions(fault, said));

describe('where the verdict says that the site goes on', () => {
  test('nothing fails: it does', () => {
    const found = compareWithVerdict(drilled(measured(WEB)), verdict());
    expect(found).toMatchObject({ holds: true, contradictions: [], unobserved: ['media'] });
    expect(
      found.elements.map(({ goal, predicted, away, back }) => [goal, predicted, away.observed, back.observed]),
    ).toEqual([
      ['serve', 'none', 'none', 'none'],
      ['upload', 'none', 'none', 'none'],
      ['write', 'none', 'none', 'none'],
    ]);
    expect(found.notInjected.map(({ element }) => element)).toEqual(ALL.filter((one) => one !== 'aws_instance.web_1'));
  });

  test.each<[string, Fault, StreamName, [number, number], string[]]>([
    ['a balancer may be away for 5 s', BALANCER, 'page', [10, 15], []],
    ['and no longer', BALANCER, 'page', [10, 15.3], ['promised-too-much serve']],
    ['a promotion may take 20 s', DB, 'database-write', [10, 30], []],
    ['and no longer', DB, 'database-write', [10, 30.3], ['promised-too-much write']],
    [
      'what needs no database may not fail for longer than 5 s by it',
      DB,
      'page',
      [10, 16],
      ['promised-too-much serve'],
    ],
    ['what does not come back is lasting', BALANCER, 'page', [37, 40], ['promised-too-much serve']],
    ['a return may disturb for as long as a takeover', BALANCER, 'page', [41, 45], []],
    ['and no longer', BALANCER, 'page', [41, 46.5], ['promised-too-much serve']],
  ])('%s', (_, fault, stream, failing, expected) => {
    expect(judged(measured(fault, { [stream]: [failing] }))).toEqual(expected);
  });

  test('failures that come and go all the time are lasting', () => {
    const flapping = [12, 20, 28].map((second): [number, number] => [second, second + 0.2]);
    expect(judged(measured(BALANCER, { page: flapping }))).toEqual(['promised-too-much serve']);
  });

  test('who contradicts is told with what was seen and what was allowed', () => {
    const [found] = contradictions(measured(BALANCER, { 'file-write': [[10, 18]], 'file-read': [[10, 17]] }));
    expect(found).toEqual({
      kind: 'promised-too-much',
      fault: BALANCER,
      goal: 'upload',
      window: 'away',
      seen: {
        observed: 'lasting',
        stream: 'file-write',
        outage: 7_900,
        limit: 5_000,
        errors: { ECONNREFUSED: 80 },
        down: false,
      },
    });
  });

  test.each(['soft', 'recovery'] as const)('%s is to go on, too', (effect) => {
    const said = verdict({ serve: { [effect]: [BALANCER.element] } });
    expect(judged(measured(BALANCER, { page: [[10, 12]] }), said)).toEqual([]);
    expect(judged(measured(BALANCER, { page: [[10, 40]] }), said)).toEqual(['promised-too-much serve']);
  });
});

describe('where the verdict says that the site fails', () => {
  const said = verdict({ serve: { outage: ['aws_instance.db_1'] }, write: { outage: ['aws_instance.db_1'] } });
  const down: Partial<Record<StreamName, [number, number][]>> = {
    'database-read': [[10, 44]],
    'database-write': [[10, 44]],
  };

  test('it fails until the element is back: it was right, though a cached page goes on', () => {
    const found = compareWithVerdict(drilled(measured(DB, down)), said);
    expect(found.contradictions).toEqual([]);
    expect(found.elements.map(({ goal, predicted, away }) => [goal, predicted, away.observed])).toEqual([
      ['serve', 'outage', 'lasting'],
      ['upload', 'none', 'none'],
      ['write', 'outage', 'lasting'],
    ]);
  });

  test('it went on, or was away for a takeover only: the verdict is too pessimistic', () => {
    expect(judged(measured(DB), said)).toEqual(['too-pessimistic serve', 'too-pessimistic write']);
    const brief = { 'database-read': down['database-read'], 'database-write': [[10, 14]] as [number, number][] };
    expect(judged(measured(DB, brief), said)).toEqual(['too-pessimistic write']);
  });

  test('it failed only when the element came back: that is no outage by its loss', () => {
    expect(judged(measured(DB, { ...down, 'database-write': [[41, 50]] }), said)).toEqual(['too-pessimistic write']);
  });

  test('it does not come back with the element', () => {
    const never = { ...down, 'database-write': [[10, 60]] as [number, number][] };
    expect(judged(measured(DB, never), said)).toEqual(['not-back database-write']);
  });

  test('a goal that is said not to work at all is taken at its word', () => {
    const broken = verdict({ write: { works: false } });
    const always = {
      'database-write': [[0, 60]] as [number, number][],
      'session-write': [[0, 60]] as [number, number][],
    };
    expect(judged(measured(WEB, always), broken)).toEqual(['not-back database-write', 'not-back session-write']);
    expect(judged(measured(WEB), broken)).toEqual(['too-pessimistic write']);
  });

  test('what AWS runs is a single point, too', () => {
    const element = 'aws_instance.db_1';
    expect(judged(measured(DB), verdict({ write: { reliesOn: [element] } }))).toEqual(['too-pessimistic write']);
  });
});

describe('what a crash may cost', () => {
  test.each<[string, Fault, string[]]>([
    ['a web node nothing', WEB, ['failed-requests page']],
    ['a session server nothing', crash('aws_instance.sessions_1'), ['failed-requests page']],
    ['a balancer a takeover', BALANCER, []],
    ['a database a promotion', DB, []],
    ['a zone a takeover', { kind: 'zone-loss', element: 'eu-central-1a', nodes: BALANCER.nodes }, []],
    ['an isolated web node a takeover', { ...WEB, kind: 'isolation' }, []],
  ])('%s', (_, fault, expected) => {
    expect(judged(measured(fault, { page: [[10, 11.5]] }))).toEqual(expected);
  });

  test('a second try that is good costs nothing', () => {
    expect(judged(measured(WEB, { page: [[10, 10.9]], 'database-write': [[12, 12.5]] }))).toEqual([]);
  });

  test('and of what fails anyway nothing more is said', () => {
    const said = verdict({ serve: { outage: ['aws_instance.web_1'] } });
    expect(judged(measured(WEB, { page: [[10, 41]], 'database-read': [[10, 41]] }), said)).toEqual([]);
  });
});

describe('acknowledged writes', () => {
  const result = (kind: DurabilityResult['kind'], more: Partial<DurabilityResult> = {}): DurabilityResult => {
    return { kind, where: 'the site', asked: 9, missing: ['x'], ...more };
  };
  const lost = (fault: Fault, one: DurabilityResult, said?: StackVerdict) =>
    judged(measured(fault, {}, { durability: [one] }), said);

  test('none may be missing anywhere, not even where the site was to fail', () => {
    expect(lost(DB, result('row', { where: 'aws_instance.db_2' }))).toEqual(['lost-writes aws_instance.db_2']);
    const said = verdict({ write: { outage: ['aws_instance.db_1'] } });
    expect(lost(DB, result('file'), said)).toEqual(['lost-writes the site', 'too-pessimistic write']);
    expect(lost(DB, result('row', { missing: [] }))).toEqual([]);
  });

  test('sessions may be, where all their servers were hit at once', () => {
    expect(lost(crash('aws_instance.sessions_1'), result('session'))).toEqual(['lost-writes the site']);
    const both: Fault = { kind: 'cold-start', stop: 'clean', nodes: ALL };
    expect(lost(both, result('session'))).toEqual([]);
    expect(lost(both, result('row'))).toEqual(['lost-writes the site']);
  });

  test('what could not be read back is not taken for kept', () => {
    expect(lost(WEB, result('row', { missing: [], unanswered: 'no answer' }))).toEqual(['not-read-back the site']);
  });
});

describe('cold starts', () => {
  const cold: Fault = { kind: 'cold-start', stop: 'crash', nodes: ALL };
  const dark = Object.fromEntries(STREAM_NAMES.map((stream) => [stream, [[10, 50]]])) as Record<
    StreamName,
    [number, number][]
  >;

  test('the site may be away, and comes back', () => {
    expect(compareWithVerdict(drilled(measured(cold, dark)), verdict())).toMatchObject({ holds: true, elements: [] });
    expect(judged(measured(cold, { ...dark, page: [[10, 60]] }))).toEqual(['not-back page']);
  });

  test('without a node that the verdict calls a single point it need not', () => {
    const away: Fault = { ...cold, away: 'aws_instance.db_1' };
    const failing = { ...dark, 'database-write': [[10, 60]] as [number, number][] };
    expect(judged(measured(away, failing))).toEqual(['not-back database-write']);
    expect(judged(measured(away, failing), verdict({ write: { outage: ['aws_instance.db_1'] } }))).toEqual([]);
  });
});

describe('what makes a fault worthless', () => {
  test('a stream that fails before it', () => {
    expect(judged(measured(WEB, { page: [[3, 4.5]] }))).toEqual(['unsteady page']);
    const late = measured(
      WEB,
      {},
      { requests: STREAM_NAMES.flatMap((one) => requests(one, one === 'page' ? [11, 60] : [0, 60])) },
    );
    expect(judged(late)).toEqual(['unsteady page']);
  });

  test('a stream that nobody asked for', () => {
    const others = STREAM_NAMES.filter((one) => one !== 'file-read');
    const found = judged(measured(WEB, {}, { requests: others.flatMap((one) => requests(one, [0, 60])) }));
    expect(found).toEqual(['unknown upload', 'unsteady file-read']);
  });

  test('a stream that nobody asked for before it, however short that was', () => {
    const { times } = measured(WEB);
    const others = STREAM_NAMES.flatMap((one) => requests(one, one === 'page' ? [10, 60] : [0, 60]));
    expect(judged(measured(WEB, {}, { requests: others, times: { ...times, observed: ms(8) } }))).toEqual([
      'unsteady page',
    ]);
  });

  test('an element that is back before others can have taken over', () => {
    const short = measured(
      BALANCER,
      { page: [[10, 14]] },
      {
        times: { observed: 0, injected: ms(10), restored: ms(14), rejoined: ms(15), synced: ms(15), ended: ms(60) },
      },
    );
    expect(judged(short)).toEqual(['unknown serve']);
    // What is down in the end is down, however short the fault was.
    expect(judged(measured(BALANCER, { page: [[56, 60]] }, { times: short.times }))).toEqual([
      'promised-too-much serve',
    ]);
  });

  test('a node that does not rejoin, and replicas that do not get in sync', () => {
    const { times } = measured(WEB);
    const { rejoined, synced, ...never } = times;
    expect([rejoined, synced]).toEqual([ms(45), ms(50)]);
    expect(judged(measured(WEB, {}, { times: never }))).toEqual(['not-rejoined']);
    expect(judged(measured(WEB, {}, { times: { ...never, rejoined: ms(45) } }))).toEqual(['not-in-sync']);
  });
});

describe('a fault that leaves the node at work', () => {
  const at = { element: 'aws_instance.db_1', nodes: ['aws_instance.db_1'] };
  const kinds = {
    pause: { kind: 'pause', ...at, seconds: 6 },
    oneWay: { kind: 'one-way', ...at, deaf: 'others' },
    loss: { kind: 'loss', ...at, percent: 30 },
    full: { kind: 'disk-full', ...at, disk: 'data' },
  } as const satisfies Record<string, Fault>;
  const single = verdict({ write: { outage: ['aws_instance.db_1'] } });

  test.each(Object.values(kinds))('($kind) may cost nothing, though its loss is an outage', (fault) => {
    expect(judged(measured(fault), single)).toEqual([]);
    expect(judged(measured(fault, { 'database-write': [[10, 35]] }), single)).toEqual([]);
    expect(judged(measured(fault, { 'database-write': [[50, 60]] }), single)).toEqual(['not-back database-write']);
  });

  test('has limits of its own', () => {
    const writes = (seconds: number) => ({ 'database-write': [[10, 10 + seconds]] as [number, number][] });
    expect(judged(measured(kinds.pause, writes(19)))).toEqual([]);
    expect(judged(measured(kinds.pause, writes(22)))).toEqual(['promised-too-much write']);
    // It may fail for as long as it lasts, and not for long after that.
    expect(judged(measured(kinds.loss, writes(30)))).toEqual([]);
    expect(judged(measured(kinds.loss, { page: [[40, 52]] }))).toEqual(['promised-too-much serve']);
    expect(judged(measured(kinds.full, writes(30)))).toEqual([]);
    expect(judged(measured(kinds.full, { page: [[40, 52]] }))).toEqual(['promised-too-much serve']);
    const page = { page: [[10, 18]] as [number, number][] };
    expect(judged(measured(kinds.oneWay, page))).toEqual([]);
    expect(judged(measured({ kind: 'isolation', ...at }, page))).toEqual(['promised-too-much serve']);
  });

  test('loses no write', () => {
    const durability = [{ kind: 'row', where: 'aws_instance.db_2', asked: 9, missing: ['one'] }] as const;
    for (const fault of Object.values(kinds)) {
      expect(judged(measured(fault, {}, { durability }))).toEqual(['lost-writes aws_instance.db_2']);
    }
  });
});

test('a stop and a start are judged as any loss', () => {
  const fault: Fault = { kind: 'stop-start', element: 'aws_instance.db_1', nodes: ['aws_instance.db_1'] };
  expect(judged(measured(fault), verdict({ write: { outage: ['aws_instance.db_1'] } }))).toEqual([
    'too-pessimistic write',
  ]);
});
