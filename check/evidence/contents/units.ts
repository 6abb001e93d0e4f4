import { parseUnit, type UnitEntries, unitEntries, unitList, unitValue } from '../../../terraform/machine/systemd';
import { shortName } from '../gap';
import type { NodeGap, NodeRule } from '../node-gap';
import { PACKAGED_UNITS } from './programs';
import { UNIT_SETTINGS } from './words';

/** Units are written so that systemd takes them, run what is there, and are started. */
export const units: NodeRule = ({ machine, address }) => {
  const gaps: NodeGap[] = [];
  const installed = machine.packages;
  const named = (unit: string) => machine.files.has(`/etc/systemd/system/${unit}`);
  for (const [path, text] of machine.files) {
    const [, unit, kind = '', dropIn] =
      /^\/etc\/systemd\/system\/([^/]+?\.(service|timer|socket|mount|automount))(\.d\/[^/]+\.conf)?$/.exec(path) ?? [];
    if (unit === undefined) continue;
    const where = `${path} of ${shortName(address)}`;
    for (const lookedFor of slips(text)) gaps.push(gap(lookedFor, where));
    if (dropIn === undefined)
      for (const lookedFor of incomplete(unit, kind, unitEntries(machine.files, unit), named))
        gaps.push(gap(lookedFor, where));
    for (const program of programs(parseUnit(text)).filter(
      (one) => one.startsWith('/usr/local/') && !machine.files.has(one),
    ))
      gaps.push(gap(`the program ${program}`, where));
  }
  for (const { unit } of machine.serves) {
    const file = /\.\w+$/.test(unit) && !/^php[\d.]+-fpm$/.test(unit) ? unit : `${unit}.service`;
    const isPackaged = PACKAGED_UNITS.some(
      ({ unit: of, packages }) =>
        of.test(file.replace(/\.service$/, '')) && installed.some((one) => packages.test(one)),
    );
    if (!named(file) && !isPackaged && machine.parts.size > 0)
      gaps.push(gap(`the unit ${file}, which a step starts`, `units of ${shortName(address)}`));
    const wanted = unitList(unitEntries(machine.files, file), 'Install.WantedBy');
    if (named(file) && !wanted.some((target) => AT_START.has(target)))
      gaps.push(
        gap('WantedBy, so that it starts with the machine', `/etc/systemd/system/${file} of ${shortName(address)}`),
      );
  }
  return gaps;
};

/** What a machine comes up to. */
const AT_START: ReadonlySet<string> = new Set([
  'multi-user.target',
  'timers.target',
  'sockets.target',
  'remote-fs.target',
]);

const SECTIONS = /^\[(Unit|Service|Timer|Socket|Mount|Automount|Install)\]$/;

const TIME = /^(infinity|0|(\d+(\.\d+)?(us|ms|s|sec|min|m|h|d|w)? ?)+)$/;

/** What a key takes, where it is no free text. */
const VALUES: Readonly<Record<string, RegExp>> = {
  Type: /^(simple|exec|forking|oneshot|dbus|notify|notify-reload|idle|nfs4?|ext4|xfs|fuse\S*|none|tmpfs)$/,
  Restart: /^(no|always|on-(success|failure|abnormal|abort|watchdog))$/,
  KillMode: /^(control-group|mixed|process|none)$/,
  RestartSec: TIME,
  TimeoutSec: TIME,
  TimeoutStartSec: TIME,
  TimeoutStopSec: TIME,
  StartLimitIntervalSec: TIME,
  OnBootSec: TIME,
  OnUnitInactiveSec: TIME,
  OnUnitActiveSec: TIME,
  AccuracySec: TIME,
  RandomizedDelaySec: TIME,
  Accept: /^(yes|no|true|false)$/,
  Persistent: /^(yes|no|true|false)$/,
  FixedRandomDelay: /^(yes|no|true|false)$/,
  StandardInput: /^(null|tty|data|socket|fd(:.*)?|file:.*)$/,
  WantedBy: /^(multi-user|timers|sockets|remote-fs|local-fs|network-online|graphical|basic)\.target$|\.service$/,
  User: /^[a-z_][a-z0-9_-]*$/,
};

/** Lines that systemd does not take: it drops them, with a line in its journal. */
function slips(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*[#;]/.test(line));
  let section = false;
  let continued = false;
  return lines.flatMap((line) => {
    const isPart = continued;
    continued = line.endsWith('\\');
    if (isPart) return [];
    if (line.startsWith('[')) {
      section = SECTIONS.test(line);
      return section ? [] : [`a section that systemd knows, not ${line}`];
    }
    const [, key = '', value = ''] = /^\s*([^=]+?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (!section) return [`a section before ${line}`];
    if (!UNIT_SETTINGS.has(key)) return [`a setting that systemd knows, not ${line.slice(0, 60)}`];
    return value === '' || (VALUES[key] ?? /./).test(value) ? [] : [`a ${key} that systemd knows, not ${value}`];
  });
}

/** Settings of a timer that are counted from something: of its first run, and of the next. */
const FIRST = ['OnBootSec', 'OnStartupSec', 'OnActiveSec'];
const NEXT = ['OnUnitActiveSec', 'OnUnitInactiveSec'];

/** What each kind of unit must say, with what is dropped into its folder. */
function incomplete(
  unit: string,
  kind: string,
  entries: UnitEntries,
  named: (unit: string) => boolean,
): readonly string[] {
  const value = (key: string) => unitValue(entries, key);
  const stem = unit.replace(/\.\w+$/, '');
  const folder = `/${stem.replaceAll('-', '/')}`;
  const isTimed = (keys: readonly string[]) => keys.some((key) => /^\d/.test(value(`Timer.${key}`) ?? ''));
  const isOnce = value('Service.Type') === 'oneshot' || unit.includes('@');
  const onCalendar = value('Timer.OnCalendar') !== undefined;
  switch (kind) {
    case 'service':
      return [
        ...(value('Service.ExecStart') === undefined ? ['ExecStart in [Service]'] : []),
        ...(isOnce || ['always', 'on-failure'].includes(value('Service.Restart') ?? '')
          ? []
          : ['Restart=always, so that it comes again']),
      ];
    case 'timer':
      return [
        ...(isTimed([...FIRST, ...NEXT]) || onCalendar ? [] : ['a time in [Timer]']),
        ...(onCalendar || (isTimed(FIRST) && isTimed(NEXT)) ? [] : ['a time for the first run and one for the next']),
        ...(named(`${stem}.service`) ? [] : [`the unit ${stem}.service, which it starts`]),
      ];
    case 'socket':
      return [
        ...(value('Socket.ListenStream') === undefined ? ['ListenStream in [Socket]'] : []),
        ...(named(`${stem}@.service`) || named(`${stem}.service`)
          ? []
          : [`the unit ${stem}@.service, which it starts`]),
      ];
    case 'mount':
    case 'automount':
      return [
        ...(kind === 'automount' || value('Mount.What') !== undefined ? [] : ['What in [Mount]']),
        ...(value(kind === 'mount' ? 'Mount.Where' : 'Automount.Where')?.replace(/(.)\/$/, '$1') === folder
          ? []
          : [`Where=${folder}`]),
        ...(kind === 'mount' || named(`${stem}.mount`) ? [] : [`the unit ${stem}.mount, which it mounts`]),
      ];
    default:
      return [];
  }
}

/** Programs that a unit runs. */
function programs(entries: UnitEntries): readonly string[] {
  return entries.flatMap(([key, value]) =>
    /^Service\.Exec\w+$/.test(key) ? (/^[-@:+!|]*(\/\S+)/.exec(value)?.slice(1) ?? []) : [],
  );
}

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'wrong-configuration', lookedFor, where };
}
