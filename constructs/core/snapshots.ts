import { DlmLifecyclePolicy } from '@cdktf/provider-aws/lib/dlm-lifecycle-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { trustPolicy } from './policy';

export interface SnapshotsProps {
  /** The site's name. */
  readonly name: string;
  /**
   * Hours between two snapshots: 1, 2, 3, 4, 6, 8, 12 or 24.
   * @default 24
   */
  readonly everyHours?: number;
  /**
   * How many snapshots of each volume are kept, 1 to 1000.
   * @default 14
   */
  readonly keep?: number;
  /**
   * What must be there first.
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[];
}

/** Snapshots of every data volume of the site on a schedule (Amazon Data Lifecycle Manager). */
export class Snapshots extends Construct {
  /** The tag by which a volume is found. */
  readonly tag: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: SnapshotsProps) {
    super(scope, id);
    this.tag = { 'nospof:snapshots': props.name };
    const role = new IamRole(this, 'role', {
      namePrefix: `${props.name}-snapshots-`,
      assumeRolePolicy: trustPolicy('dlm'),
      dependsOn: props.dependsOn,
    });
    new IamRolePolicyAttachment(this, 'permissions', {
      role: role.name,
      policyArn: 'arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole',
    });
    new DlmLifecyclePolicy(this, 'Resource', {
      description: `Data volumes of ${props.name}`,
      executionRoleArn: role.arn,
      state: 'ENABLED',
      policyDetails: {
        resourceTypes: ['VOLUME'],
        targetTags: this.tag,
        schedule: [
          {
            name: 'data-volumes',
            createRule: { interval: props.everyHours ?? 24, intervalUnit: 'HOURS', times: ['01:30'] },
            retainRule: { count: props.keep ?? 14 },
            copyTags: true,
          },
        ],
      },
    });
  }
}
