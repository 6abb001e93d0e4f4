/** A field of a time of cron: any, or a list of numbers and ranges, each with a step or not. */
const FIELD = '(\\*|\\d{1,2}(-\\d{1,2})?)(/\\d{1,2})?(,\\d{1,2}(-\\d{1,2})?(/\\d{1,2})?)*';
/** A time as of cron, or a word for one. */
export const CRON = new RegExp(`^(hourly|daily|weekly|monthly|${FIELD} ${FIELD} ${FIELD} ${FIELD} ${FIELD})$`);

const CRON_FIELDS = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12 },
  { name: 'weekday', from: 0, to: 7 },
] as const;

/** What the form of a time does not show: numbers out of their range. */
export function cronFault(at: string): string | undefined {
  if (!at.includes(' ')) return undefined;
  const fields = at.split(' ');
  for (const [index, { name, from, to }] of CRON_FIELDS.entries()) {
    for (const part of (fields[index] ?? '').split(',')) {
      const [range = '', step] = part.split('/');
      const numbers = range === '*' ? [] : range.split('-').map(Number);
      if (numbers.some((number) => number < from || number > to))
        return `${part} is no ${name}; it goes from ${from} to ${to}`;
      if (numbers.length === 2 && (numbers[0] ?? 0) > (numbers[1] ?? 0)) return `${part} goes backwards`;
      if (step !== undefined && (Number(step) < 1 || Number(step) > to)) return `${part} has no step of 1 to ${to}`;
    }
  }
  if (fields[2] !== '*' && fields[4] !== '*')
    return 'a day and a weekday together mean either to some and both to others';
  return undefined;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** A time as of cron, or a word, as systemd writes it (systemd.time(7), "Calendar events"), in UTC. */
export function calendarEvent(at: string): string {
  if (!at.includes(' '))
    return `${{ hourly: '*-*-* *:00:00', daily: '*-*-* 00:00:00', weekly: 'Mon *-*-* 00:00:00', monthly: '*-*-01 00:00:00' }[at] ?? at} UTC`;
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = at.split(' ');
  const days = weekday === '*' ? '' : `${weekdays(weekday)} `;
  return `${days}*-${calendarField(month, 1)}-${calendarField(day, 1)} ${calendarField(hour, 0)}:${calendarField(minute, 0)}:00 UTC`;
}

function calendarField(field: string, from: number): string {
  return field
    .split(',')
    .map((part) => {
      const [range = '*', step] = part.split('/');
      // A number with a step goes on from there to the end, in both.
      const first = range === '*' && step !== undefined ? String(from) : range.replace('-', '..');
      return step === undefined ? first : `${first}/${Number(step)}`;
    })
    .join(',');
}

function weekdays(field: string): string {
  const chosen = new Set(
    field.split(',').flatMap((part) => {
      const [range = '*', step = '1'] = part.split('/');
      const [first = 0, last] = range === '*' ? [0, 6] : range.split('-').map(Number);
      const end = last ?? (part.includes('/') ? 6 : first);
      return Array.from(
        { length: Math.floor((end - first) / Number(step)) + 1 },
        (_, index) => (first + index * Number(step)) % 7,
      );
    }),
  );
  return WEEKDAYS.filter((_, index) => chosen.has(index)).join(',');
}
