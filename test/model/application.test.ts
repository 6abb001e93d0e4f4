import { calendarEvent } from '../../model/kinds/cron';
import { runOrThrow } from '../helpers/processes';
import { needs } from '../helpers/programs';
import { diagnosticsOf } from './topologies';

const site = (lines: string) => `name: shop\nregion: eu-central-1\ntiers:\n  web:\n    kind: single-server\n${lines}`;

describe('times of periodic commands', () => {
  it.each([
    ['hourly', '*-*-* *:00:00 UTC'],
    ['weekly', 'Mon *-*-* 00:00:00 UTC'],
    ['*/15 * * * *', '*-*-* *:0/15:00 UTC'],
    ['5 4 * * *', '*-*-* 4:5:00 UTC'],
    ['0 0-6/2 1,15 */3 *', '*-1/3-1,15 0..6/2:0:00 UTC'],
    ['30 3 * * 1-5', 'Mon,Tue,Wed,Thu,Fri *-*-* 3:30:00 UTC'],
    ['0 0 * * 0,7', 'Sun *-*-* 0:0:00 UTC'],
    ['0 0 * * 5-7', 'Sun,Fri,Sat *-*-* 0:0:00 UTC'],
  ])('are those of systemd: %s', (at, event) => {
    expect(calendarEvent(at)).toBe(event);
  });

  needs('systemd-analyze')('are understood by systemd, and mean what cron means', async () => {
    const next = async (at: string) => {
      const said = await runOrThrow(
        'systemd-analyze',
        ['calendar', '--base-time=2026-11-30 10:07:00 UTC', calendarEvent(at)],
        {
          env: { TZ: 'UTC' },
        },
      );
      return /Next elapse: \w+ (.*) UTC/.exec(said)?.[1];
    };
    expect(await next('*/15 * * * *')).toBe('2026-11-30 10:15:00');
    expect(await next('0 */5 * * *')).toBe('2026-11-30 15:00:00');
    expect(await next('0 0 */10 * *')).toBe('2026-12-01 00:00:00');
    expect(await next('0 12 * * 0')).toBe('2026-12-06 12:00:00');
    expect(await next('monthly')).toBe('2026-12-01 00:00:00');
  });

  it.each([
    ['61 * * * *', /61 is no minute; it goes from 0 to 59/],
    ['0 0 0 * *', /0 is no day; it goes from 1 to 31/],
    ['30-10 * * * *', /30-10 goes backwards/],
    ['*/0 * * * *', /\*\/0 has no step of 1 to 59/],
    ['0 0 1 * 1', /a day and a weekday together/],
  ])('that mean nothing are refused at their place: %s', (at, message) => {
    const [problem, ...more] = diagnosticsOf(site(`    periodic: { clean: { command: 'true', at: '${at}' } }\n`));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: 'conflicting-options', path: 'tiers.web.periodic.clean.at', line: 6 });
    expect(problem?.message).toMatch(message);
  });
});

describe('what an application is told', () => {
  it.each([
    ['secrets: { A: /shop/a }\n    env: { A: x }', 'tiers.web.secrets.A', /A is set by env and by secrets/],
    ['php: { memoryMiB: 512 }', 'tiers.web.php', /php mean nothing to runtime: wsgi/],
    ['runtime: php\n    wsgi: { module: shop.wsgi }', 'tiers.web.wsgi', /wsgi mean nothing to runtime: php/],
    ['env: { PATH: /bin }', 'tiers.web.env.PATH', /"PATH" cannot be a name here/],
    ['env: { HTTP_PROXY: x }', 'tiers.web.env.HTTP_PROXY', /cannot be a name here/],
    ['env: { DEBUG: 0 }', 'tiers.web.env.DEBUG', /the number 0 stands where/],
    ['secrets: { A: /nospof/shop/db/replication }', 'tiers.web.secrets.A', /is not a valid A/],
    ['secrets: { A: "sk_live_123" }', 'tiers.web.secrets.A', /is not a valid A/],
    ['uploadsAt: ../etc', 'tiers.web.uploadsAt', /is not a valid uploadsAt/],
    ['release: "one\\ntwo"', 'tiers.web.release', /is not a valid release/],
    ['runtime: php\n    php: { extensions: [imagik] }', 'tiers.web.php.extensions[0]', /"imagik" is not allowed/],
  ])('is refused at its place where it cannot be: %s', (lines, path, message) => {
    const [problem] = diagnosticsOf(site(`    ${lines}\n`));
    expect(problem?.path).toBe(path);
    expect(problem?.message).toMatch(message);
    expect(problem?.fix).not.toBe('');
  });

  it('is told a fix that would be right', () => {
    const fixes = (lines: string) => diagnosticsOf(site(`    ${lines}\n`)).map(({ fix }) => fix);
    expect(fixes('env: { "log-level": x }')).toEqual([expect.stringContaining('in capital letters')]);
    expect(fixes('periodic: { "Clean up": { command: a, at: daily } }')).toEqual(['rename it to clean-up']);
  });

  it('needs a store for the files that it serves', () => {
    const text =
      'name: shop\nregion: eu-central-1\ntiers:\n  b: { kind: haproxy, to: web }\n  web: { kind: web, uploadsAt: media }\n';
    expect(diagnosticsOf(text)).toMatchObject([
      { path: 'tiers.web.uploadsAt', fix: expect.stringContaining('need a nfs or glusterfs tier') },
    ]);
  });
});

describe('other names of the site', () => {
  const named = (keys: string) =>
    diagnosticsOf(`name: shop\nregion: eu-central-1\n${keys}tiers:\n  web: { kind: single-server }\n`);

  it.each([
    ['aliases: [www.example.com]\n', 'aliases[0]', /has no domain to lead to/],
    ['domain: example.com\naliases: [www.example.com, example.com]\n', 'aliases[1]', /is the domain itself/],
    ['domain: example.com\naliases: [a.example.com, a.example.com]\n', 'aliases[1]', /is listed twice/],
    ['domain: example.com\naliases: [Www.example.com]\n', 'aliases[0]', /is not a valid aliases/],
  ])('are refused where they lead nowhere: %j', (keys, path, message) => {
    expect(named(keys)).toMatchObject([{ path, message: expect.stringMatching(message) }]);
  });

  it('lead to its domain', () => {
    expect(named('domain: example.com\naliases: [www.example.com]\n')).toEqual([]);
  });
});
