import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

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

  /**
   * What AWS does by itself when a machine fails: a failed host is left for a healthy one (`recover`), a machine whose
   * system no longer answers is rebooted. Both keep volumes and addresses.
   */
  watchInstance(scope: Construct, id: string, name: string, instanceId: string): void {
    this.statusCheck(scope, `${id}-system`, `${name}-system`, 'StatusCheckFailed_System', 'recover', instanceId);
    this.statusCheck(scope, `${id}-instance`, `${name}-instance`, 'StatusCheckFailed_Instance', 'reboot', instanceId);
  }

  private statusCheck(
    scope: Construct,
    id: string,
    alarmName: string,
    metricName: string,
    action: 'recover' | 'reboot',
    instanceId: string,
  ): void {
    const done = [`arn:aws:automate:${this.props.region}:ec2:${action}`, this.topic.arn];
    new CloudwatchMetricAlarm(scope, id, {
      alarmName,
      namespace: 'AWS/EC2',
      metricName,
      dimensions: { InstanceId: instanceId },
      statistic: 'Maximum',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      period: 60,
      evaluationPeriods: 3,
      alarmActions: done,
      okActions: [this.topic.arn],
    });
  }
}
