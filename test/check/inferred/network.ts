import { examineInferred } from '../../../check/inferred/examine';
import { noteText } from '../../../report/check/notes';
import { singleModule } from '../../../terraform/hcl/source-module';
import { sourceStack } from '../../../terraform/hcl/source-stack';
import type { ResourceIndex } from '../../../terraform/resource-index';

/** Resources by type and name, as Terraform's JSON has them. */
export type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

const EVERYONE = { cidr_blocks: ['0.0.0.0/0'] };
const OUT = { protocol: '-1', from_port: 0, to_port: 0, ...EVERYONE };

/** A security group that lets in at one port, and everything out. */
export const opening = (port: number, from: object = EVERYONE) => ({
  vpc_id: '${aws_vpc.v.id}',
  ingress: { protocol: 'tcp', from_port: port, to_port: port, ...from },
  egress: OUT,
});

export const groups = (...names: readonly string[]) => names.map((name) => `\${aws_security_group.${name}.id}`);
export const subnets = (...names: readonly string[]) => names.map((name) => `\${aws_subnet.${name}.id}`);

/** A machine of the web in a subnet. */
export const webIn = (subnet: string) => ({
  subnet_id: `\${aws_subnet.${subnet}.id}`,
  vpc_security_group_ids: groups('web'),
});

/**
 * Subnets `a` and `b` in two zones and `a2` in the first of them; a balancer's group `front`, which the group `web` lets
 * in at port 80, and `data`, which lets `web` in at any port.
 */
export const NETWORK: Resources = {
  aws_vpc: { v: { cidr_block: '10.0.0.0/16' } },
  aws_subnet: {
    a: { availability_zone: 'eu-west-1a', cidr_block: '10.0.1.0/24', vpc_id: '${aws_vpc.v.id}' },
    a2: { availability_zone: 'eu-west-1a', cidr_block: '10.0.2.0/24', vpc_id: '${aws_vpc.v.id}' },
    b: { availability_zone: 'eu-west-1b', cidr_block: '10.0.3.0/24', vpc_id: '${aws_vpc.v.id}' },
  },
  aws_security_group: {
    front: opening(80),
    web: opening(80, { security_groups: groups('front') }),
    data: { ingress: { protocol: '-1', from_port: 0, to_port: 0, security_groups: groups('web') } },
  },
};

/** An application load balancer in two zones before a target group. */
export const BALANCED: Resources = {
  aws_lb: { front: { subnets: subnets('a', 'b'), security_groups: groups('front') } },
  aws_lb_target_group: { web: { port: 80 } },
  aws_lb_listener: {
    http: {
      load_balancer_arn: '${aws_lb.front.arn}',
      port: 80,
      default_action: { type: 'forward', target_group_arn: '${aws_lb_target_group.web.arn}' },
    },
  },
};

/** Machines of the web attached to that target group, by the subnet that each stands in. */
export function attached(...places: readonly string[]): Resources {
  const named = places.map((place, index) => [`web_${index + 1}`, place] as const);
  return {
    aws_instance: Object.fromEntries(named.map(([name, place]) => [name, webIn(place)])),
    aws_lb_target_group_attachment: Object.fromEntries(
      named.map(([name]) => [
        name,
        { target_group_arn: '${aws_lb_target_group.web.arn}', target_id: `\${aws_instance.${name}.id}` },
      ]),
    ),
  };
}

/** Several sets of resources as one; of two with one address, the later. */
export function together(...all: readonly Resources[]): Resources {
  const types = new Set(all.flatMap((one) => Object.keys(one)));
  return Object.fromEntries([...types].map((type) => [type, Object.assign({}, ...all.map((one) => one[type]))]));
}

/** The verdict on a stack: of each goal the single points of failure, as the way that each one's loss takes. */
export function judgedStack(stack: ResourceIndex) {
  const { goals, unknown: notes } = examineInferred(stack, { site: 'site', survives: 'none' }).verdict;
  const unknown = notes.map(noteText);
  const shown = goals.map(({ goal, works, singlePoints }) => [
    goal,
    works
      ? singlePoints.map(({ element, effect, path }) =>
          [element, effect === 'outage' ? [] : [` (${effect})`], ': ', path.join(' → ')].flat().join(''),
        )
      : 'broken',
  ]);
  return { points: Object.fromEntries(shown) as Readonly<Record<string, readonly string[] | 'broken'>>, unknown };
}

/** The verdict on resources in that network. */
export function judged(...resources: readonly Resources[]) {
  const content = { resource: together(NETWORK, ...resources), provider: { aws: { region: 'eu-west-1' } } };
  return judgedStack(sourceStack(singleModule([{ name: 'main.tf.json', content }])).stack);
}
