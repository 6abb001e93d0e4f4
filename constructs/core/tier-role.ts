import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { metricNamespace } from '../../model/health';
import { type PolicyStatement, policyDocument, trustPolicy } from './policy';
import type { Site } from './site';

/**
 * What Session Manager's agent needs (Systems Manager User Guide, "Verify or add instance permissions"). The managed
 * policy AmazonSSMManagedInstanceCore would also let every node read every parameter, and so every secret.
 */
const SESSION_MANAGER = [
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

export interface TierRoleProps {
  readonly site: Site;
  /** The tier's name. */
  readonly tier: string;
}

/** What the nodes of one tier may do in AWS: Session Manager, their own configuration, and what relations grant. */
export class TierRole extends Construct {
  readonly profile: IamInstanceProfile;
  readonly policy: IamRolePolicy;
  private readonly statements: PolicyStatement[] = [];
  private readonly site: Site;
  private readonly tier: string;

  constructor(scope: Construct, id: string, props: TierRoleProps) {
    super(scope, id);
    this.site = props.site;
    this.tier = props.tier;
    props.site.tierNames.add(props.tier);
    const role = new IamRole(this, 'Resource', {
      namePrefix: `${props.site.name}-${props.tier}-`,
      assumeRolePolicy: trustPolicy('ec2'),
      dependsOn: [props.site.reservation],
    });
    this.policy = new IamRolePolicy(this, 'policy', {
      name: props.tier,
      role: role.name,
      policy: Lazy.stringValue({ produce: () => policyDocument([...this.statements, ...this.notOthers()]) }),
    });
    this.profile = new IamInstanceProfile(this, 'profile', {
      namePrefix: `${props.site.name}-${props.tier}-`,
      role: role.name,
    });
    this.allow('SessionManager', SESSION_MANAGER, '*');
    this.allow('OwnHealth', 'cloudwatch:PutMetricData', '*', {
      StringEquals: { 'cloudwatch:namespace': metricNamespace(props.site.name) },
    });
    this.allow('OwnConfiguration', 's3:GetObject', `${props.site.bucket.bucket.arn}/nodes/${props.tier}-*`);
  }

  /** `web` also begins the names of a tier `web-api`, whose configuration is its own. */
  private notOthers(): readonly PolicyStatement[] {
    const others = [...this.site.tierNames].filter((name) => name.startsWith(`${this.tier}-`)).sort();
    const bucket = this.site.bucket.bucket.arn;
    const Resource = others.map((name) => `${bucket}/nodes/${name}-*`);
    return others.length === 0 ? [] : [{ Sid: 'NotOthers', Effect: 'Deny', Action: 's3:GetObject', Resource }];
  }

  /** Allow actions on resources; an `Sid` names the grant and is unique in the tier. */
  allow(
    Sid: string,
    Action: string | readonly string[],
    Resource: string | readonly string[],
    Condition?: PolicyStatement['Condition'],
  ): void {
    if (this.statements.some((statement) => statement.Sid === Sid)) return;
    this.statements.push({ Sid, Effect: 'Allow', Action, Resource, ...(Condition ? { Condition } : {}) });
  }

  /**
   * Allow actions on the instances of this tier alone. Names do not tell them from those of another site of the same name,
   * as a copy of the topology makes it; the bucket does, since AWS makes its name unique.
   */
  allowOnNodes(Sid: string, Action: string | readonly string[]): void {
    const { bucket, name, region } = this.site;
    this.allow(Sid, Action, `arn:aws:ec2:${region}:*:instance/*`, {
      StringEquals: {
        'ec2:ResourceTag/nospof:bucket': bucket.bucket.id,
        'ec2:ResourceTag/nospof:site': name,
        'ec2:ResourceTag/nospof:tier': this.tier,
      },
    });
  }

  /** Let the nodes send mail by SES from addresses of a domain that it has verified. */
  allowMail(domain: string): void {
    this.allow(
      'SendMail',
      ['ses:SendEmail', 'ses:SendRawEmail'],
      `arn:aws:ses:${this.site.region}:*:identity/${domain}`,
      { StringLike: { 'ses:FromAddress': `*@${domain}` } },
    );
  }

  /**
   * Let the nodes read a secret of the site at boot, make it where it is not there yet, or also write it anew. A secret that is
   * made once stays: an intruder on a node learns it, and cannot exchange it for all others.
   */
  allowSecret(name: string, access: 'read' | 'create' | 'renew'): void {
    const Sid = `${access === 'read' ? 'Read' : 'Own'}${name
      .split(/[^a-z]/)
      .map(capital)
      .join('')}`;
    const parameter = `arn:aws:ssm:${this.site.region}:*:parameter/nospof/${this.site.name}/${name}`;
    this.allow(Sid, 'ssm:GetParameter', parameter);
    if (access === 'read') return;
    // The key is absent from a request that does not say whether to overwrite, which then fails where the parameter exists.
    const once = { StringNotEquals: { 'ssm:Overwrite': 'true' } };
    this.allow(`${Sid}Made`, 'ssm:PutParameter', parameter, access === 'create' ? once : undefined);
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
