import type { Alarms } from '../../constructs/core/alarms';
import { redundancyAlarms } from '../../stacks/redundancy-alarms';
import { shippedText, synthesized } from '../helpers/synthesized';

const site = { name: 'shop', alarms: { topicReference: '${aws_sns_topic.alarms.arn}' } as Alarms };

/** A stack with so many nodes, each with an alarm on its health and one on its disk. */
function nodes(count: number) {
  const alarms = Array.from({ length: count }, (_, index) =>
    ['health', 'disk'].map((metric) => {
      const node = `web_${index + 1}`;
      const dimensions = { InstanceId: `\${aws_instance.${node}.id}` };
      return [
        `${node}_alarm_${metric}`,
        { alarm_name: `shop-web-${index + 1}-${metric}`, metric_name: metric, dimensions },
      ];
    }),
  ).flat();
  return { resource: { aws_cloudwatch_metric_alarm: Object.fromEntries(alarms) } };
}
const web = (number: number) => `aws_instance.web_${number}`;

test('an alarm says whose loss leaves no redundancy, and which next loss ends the goal', () => {
  const goals = [
    {
      goal: 'write',
      usedUp: [
        { away: [web(1)], next: [web(2), 'eu-central-1b'] },
        { away: [web(2), web(3)], next: [web(1)] },
      ],
    },
  ];
  expect(redundancyAlarms(nodes(3), site, goals)).toEqual({
    redundancy_write: {
      alarm_name: 'shop-write-redundancy',
      alarm_description:
        'Redundancy of write is used up: one more loss ends it.\n' +
        'With web-1 away: web-2 or zone eu-central-1b.\nWith web-2 and web-3 away: web-1.',
      alarm_rule:
        'ALARM("${aws_cloudwatch_metric_alarm.web_1_alarm_health.alarm_name}") OR ' +
        '(ALARM("${aws_cloudwatch_metric_alarm.web_2_alarm_health.alarm_name}") AND ' +
        'ALARM("${aws_cloudwatch_metric_alarm.web_3_alarm_health.alarm_name}"))',
      alarm_actions: ['${aws_sns_topic.alarms.arn}'],
      ok_actions: ['${aws_sns_topic.alarms.arn}'],
    },
  });
});

test('a goal without redundancy, or of nodes that nobody watches, has none', () => {
  const goals = [
    { goal: 'serve', usedUp: [] },
    { goal: 'media', usedUp: [{ away: [web(9)], next: [web(1)] }] },
  ];
  expect(redundancyAlarms(nodes(3), site, goals)).toEqual({});
});

test('no alarm holds more than CloudWatch takes, and all are held by one', () => {
  const count = 260;
  const usedUp = Array.from({ length: count }, (_, index) => ({
    away: [web(index + 1)],
    next: [web(((index + 1) % count) + 1)],
  }));
  const alarms = redundancyAlarms(nodes(count), site, [{ goal: 'serve', usedUp }]);
  const rules = Object.values(alarms).map((one) => String(one.alarm_rule));
  for (const rule of rules) {
    expect(rule.length).toBeLessThanOrEqual(10_240);
    expect(rule.match(/ALARM/g)?.length).toBeLessThanOrEqual(100);
  }
  for (const { alarm_description: text } of Object.values(alarms))
    expect(String(text).length).toBeLessThanOrEqual(1024);
  expect(new Set(rules.join(' ').match(/web_\d+_alarm_health/g)).size).toBe(count);
  expect(new Set(Object.values(alarms).map((one) => one.alarm_name)).size).toBe(rules.length);
});

test('each node has an alarm of its own that missing data raises, and no action of EC2 is taken on missing data', () => {
  const { stack } = synthesized(shippedText('08-varnish'));
  const resource = stack.resource as Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;
  const alarms = Object.values(resource.aws_cloudwatch_metric_alarm ?? {});
  const instances = Object.keys(resource.aws_instance ?? {});
  const of = (metric: string) => alarms.filter((one) => one.metric_name === metric);
  expect(of('health').map((one) => one.treat_missing_data)).toEqual(instances.map(() => 'breaching'));
  expect(of('disk')).toHaveLength(instances.length);
  expect([of('brick'), of('replica'), of('servers'), of('certificate')].map((one) => one.length)).toEqual([3, 3, 2, 2]);
  const acting = alarms.filter((one) => JSON.stringify(one.alarm_actions).includes(':automate:'));
  expect(new Set(acting.map((one) => one.treat_missing_data))).toEqual(new Set([undefined]));
  const periods = (action: string) =>
    new Set(
      acting.filter((one) => JSON.stringify(one.alarm_actions).includes(action)).map((one) => one.evaluation_periods),
    );
  expect([periods(':recover'), periods(':reboot')]).toEqual([new Set([2]), new Set([3])]);
});
