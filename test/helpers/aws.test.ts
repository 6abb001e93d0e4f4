import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsNeeds, startFakeAws } from './aws';
import { changes, MOTO_NEVER_CLEAN } from './plan-changes';
import { needs } from './programs';
import { temporaryFolder } from './temporary';
import { prepare, terraformNeeds } from './terraform';

/** What moto alone refuses or misreads, and nothing else: everything that `aws-gaps.ts` and `aws-repairs.ts` are for. */
const STACK = {
  terraform: {
    required_providers: { aws: { source: 'aws', version: '6.25.0' } },
    backend: { s3: { bucket: 'b', key: 'k' } },
  },
  provider: { aws: [{ region: 'eu-central-1' }] },
  data: { aws_ssm_parameter: { debian: { name: '/aws/service/debian/release/12/latest/arm64' } } },
  resource: {
    aws_vpc: { main: { cidr_block: '10.20.0.0/16' } },
    aws_subnet: { main: { vpc_id: '${aws_vpc.main.id}', cidr_block: '10.20.0.0/24' } },
    aws_security_group: { web: { name: 'web', vpc_id: '${aws_vpc.main.id}' } },
    aws_vpc_security_group_ingress_rule: {
      vrrp: {
        security_group_id: '${aws_security_group.web.id}',
        referenced_security_group_id: '${aws_security_group.web.id}',
        ip_protocol: '112',
      },
    },
    aws_instance: {
      web: {
        ami: '${data.aws_ssm_parameter.debian.insecure_value}',
        instance_type: 't4g.small',
        subnet_id: '${aws_subnet.main.id}',
        private_ip: '10.20.0.20',
        maintenance_options: { auto_recovery: 'disabled' },
        vpc_security_group_ids: ['${aws_security_group.web.id}'],
      },
    },
    aws_dlm_lifecycle_policy: {
      daily: {
        description: 'daily',
        execution_role_arn: 'arn:aws:iam::123456789012:role/snapshots',
        tags: { site: 'shop' },
        policy_details: {
          resource_types: ['VOLUME'],
          target_tags: { snapshots: 'shop' },
          schedule: [{ name: 'daily', create_rule: { interval: 24 }, retain_rule: { count: 14 } }],
        },
      },
    },
  },
};

describe('the fake AWS', () => {
  let stackFolder: string;
  beforeEach(() => {
    stackFolder = temporaryFolder('stack');
    writeFileSync(join(stackFolder, 'cdk.tf.json'), JSON.stringify(STACK));
  });

  needs(...terraformNeeds, ...awsNeeds)(
    'takes what moto alone does not, and reads it back as it was set',
    async () => {
      const aws = await startFakeAws();
      const terraform = await prepare(stackFolder, aws.endpoint);
      try {
        expect((await terraform.plan()).resource_changes?.filter((one) => one.mode === 'managed')).toHaveLength(6);
        await terraform.apply();
        expect(changes(await terraform.plan(), MOTO_NEVER_CLEAN)).toEqual([]);
        expect(aws.refusals).toEqual([]);
      } finally {
        terraform.dispose();
        await aws.stop();
      }
    },
    180_000,
  );

  needs(...terraformNeeds)(
    'is not needed to find an attribute that does not exist',
    async () => {
      const wrong = { ...STACK, resource: { aws_vpc: { main: { cidr_block: '10.20.0.0/16', colour: 'red' } } } };
      writeFileSync(join(stackFolder, 'cdk.tf.json'), JSON.stringify(wrong));
      const terraform = await prepare(stackFolder);
      try {
        await expect(terraform.validate()).rejects.toThrow(/Extraneous JSON object property/);
      } finally {
        terraform.dispose();
      }
    },
    60_000,
  );
});
