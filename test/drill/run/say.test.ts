import { STREAM_NAMES } from '../../../drill/judging/streams';
import { summary, title } from '../../../drill/run/say';
import { crash, measured } from '../judging/records';

describe('what a drill says of a fault under way', () => {
  const fault = crash('aws_instance.db_1');

  test('names it', () => {
    expect(title(fault)).toBe('crash of aws_instance.db_1');
    const nodes = ['aws_instance.db_1', 'aws_instance.web_1'];
    expect(title({ kind: 'cold-start', stop: 'crash', nodes })).toBe('cold start: all crashed');
    expect(title({ kind: 'cold-start', stop: 'clean', nodes, away: 'aws_instance.db_1' })).toBe(
      'cold start: all stopped cleanly, aws_instance.db_1 stays away',
    );
  });

  test('says what of a node is bad', () => {
    const at = { element: 'aws_instance.db_1', nodes: ['aws_instance.db_1'] };
    expect(
      [
        { kind: 'pause' as const, ...at, seconds: 6 },
        { kind: 'one-way' as const, ...at, deaf: 'itself' as const },
        { kind: 'one-way' as const, ...at, deaf: 'others' as const },
        { kind: 'loss' as const, ...at, percent: 30 },
        { kind: 'disk-full' as const, ...at, disk: 'data' as const },
      ].map(title),
    ).toEqual([
      'pause of aws_instance.db_1, 6 s',
      'aws_instance.db_1 hears nobody',
      'nobody hears aws_instance.db_1',
      'loss of 30 % of the packets of aws_instance.db_1',
      'full data disk of aws_instance.db_1',
    ]);
  });

  test('tells nothing where nothing failed', () => {
    expect(summary(measured(fault), STREAM_NAMES)).toBe('no request failed');
  });

  test('tells how long each stream failed, while the affected nodes were away and on their return, and what came instead', () => {
    const failing = {
      'database-write': [
        [11, 13],
        [41, 41.3],
      ],
      page: [[12, 12.1]],
    } as const;
    expect(summary(measured(fault, failing), STREAM_NAMES)).toBe(
      'failed: page 0.0 s (1 × ECONNREFUSED), database write 1.9 s (20 × ECONNREFUSED), database write 0.2 s (3 × ECONNREFUSED)',
    );
  });

  test('names the writes that are missing, five at most', () => {
    const missing = ['1', '2', '3', '4', '5', '6'];
    const durability = [{ kind: 'row', where: 'aws_instance.db_2', asked: 9, missing }] as const;
    const said = summary(measured(fault, {}, { durability }), STREAM_NAMES);
    const five = missing.slice(0, 5).map((name) => `row ${name} at aws_instance.db_2`);
    expect(said).toBe(`no request failed; missing: ${five.join(', ')} …`);
  });
});
