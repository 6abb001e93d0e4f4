import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { HEALTH_ALARMS, type HealthAlarm, metricNamespace } from '../../model/health';

export interface AlarmsProps {
  /** The site's name. */
  readonly name: string;
  readonly region: string;
  /**
   * Who gets a mail for each alarm.
   * @default - nobody: alarms are seen in CloudWatch, and whoever subscribes to the topic gets them
   */
  readonly email?: string;
  /**
   * What must be there first.
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Alarms with an action of EC2. With one number of periods for both they could act on one machine at the same moment, of
 * which AWS warns (CloudWatch User Guide, "Create alarms to stop, terminate, reboot, or recover an EC2 instance").
 */
const STATUS_CHECKS = {
  system: { metricName: 'StatusCheckFailed_System', action: 'recover', minutes: 2 },
  instance: { metricName: 'StatusCheckFailed_Instance', action: 'reboot', minutes: 3 },
} as const;

/** From here on a file system is nearly full. */
const DISK_PERCENT = 85;

/**
 * The topic that all alarms of a site go to. It is not encrypted with the AWS-managed key: CloudWatch could not publish to
 * it (SNS developer guide, key management).
 */
export class Alarms extends Construct {
  private readonly topic: SnsTopic;
  private readonly props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.props = props;
    this.topic = new SnsTopic(this, 'Resource', { name: `${props.name}-alarms`, dependsOn: props.dependsOn });
    if (props.email) {
      new SnsTopicSubscription(this, 'email', {
        topicArn: this.topic.arn,
        protocol: 'email',
        endpoint: props.email,
      });
    }
  }

  /** The topic, as Terraform's JSON refers to it. */
  get topicReference(): string {
    return `\${${this.topic.terraformResourceType}.${this.topic.friendlyUniqueId}.arn}`;
  }

  /**
   * What AWS does by itself when a machine fails: a failed host is left for a healthy one (`recover`), a machine whose
   * system no longer answers is rebooted. Both keep volumes and addresses. Neither acts on missing data, which may be
   * CloudWatch's own trouble, on all machines at once; `watchHealth` tells of that.
   */
  watchInstance(scope: Construct, id: string, name: string, instanceId: string): void {
    this.statusCheck(scope, id, name, 'system', instanceId);
    this.statusCheck(scope, id, name, 'instance', instanceId);
  }

  /** An alarm on what a node says of itself (`user-data/health.ts`). */
  watchHealth(scope: Construct, id: string, name: string, instanceId: string, alarm: HealthAlarm): void {
    new CloudwatchMetricAlarm(scope, `${id}-alarm-${alarm}`, {
      alarmName: `${name}-${alarm}`,
      alarmDescription: HEALTH_ALARMS[alarm],
      namespace: metricNamespace(this.props.name),
      metricName: alarm,
      dimensions: { InstanceId: instanceId },
      statistic: 'Maximum',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: alarm === 'disk' ? DISK_PERCENT : 0,
      period: 60,
      evaluationPeriods: 3,
      // One alarm of a node that says nothing is enough.
      treatMissingData: alarm === 'health' ? 'breaching' : 'missing',
      alarmActions: [this.topic.arn],
      okActions: [this.topic.arn],
    });
  }

  private statusCheck(
    scope: Construct,
    id: string,
    name: string,
    check: keyof typeof STATUS_CHECKS,
    instanceId: string,
  ): void {
    const { metricName, action, minutes } = STATUS_CHECKS[check];
    new CloudwatchMetricAlarm(scope, `${id}-${check}`, {
      alarmName: `${name}-${check}`,
      namespace: 'AWS/EC2',
      metricName,
      dimensions: { InstanceId: instanceId },
      statistic: 'Maximum',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      period: 60,
      evaluationPeriods: minutes,
      alarmActions: [`arn:aws:automate:${this.props.region}:ec2:${action}`, this.topic.arn],
      okActions: [this.topic.arn],
    });
  }
}
