import { at, type Json, localOf, machines, type Original, resources } from './mutants/mutant';

/** One change that takes nothing from a site. */
export interface Harmless {
  readonly name: string;
  readonly because: string;
  /** Changes a copy in place. */
  readonly change: (copy: Json) => void;
}

/** All harmless changes that can be made to a stack: of machines' files, then of resources, then beside them. */
export function harmlessChanges(original: Original): readonly Harmless[] {
  return [...ofFiles(original), ...ofResources(original), ...beside(original)];
}

/** A change of lines of one file; the machine's text has each indented below its path. */
interface OfLines {
  readonly name: string;
  readonly path: RegExp;
  readonly because: string;
  readonly change: (lines: readonly string[]) => readonly string[];
}

const after =
  (anchor: RegExp, ...more: readonly string[]) =>
  (lines: readonly string[]) => {
    const index = lines.findIndex((line) => anchor.test(line));
    const [indent = ''] = /^ */.exec(lines[index] ?? '') ?? [];
    return index < 0 ? lines : lines.toSpliced(index + 1, 0, ...more.map((line) => `${indent}${line}`));
  };
const each = (change: (line: string) => string) => (lines: readonly string[]) => lines.map(change);
const last = (lines: readonly string[], ...more: readonly string[]) => {
  const [indent = ''] = /^ */.exec(lines.find((line) => line.trim() !== '') ?? '') ?? [];
  return [...lines, ...more.map((line) => `${indent}${line}`)];
};

const OF_LINES: readonly OfLines[] = [
  {
    name: 'a comment at the end',
    path: /^\/(etc\/(haproxy|keepalived|mysql|apache2|nginx|corosync|systemd)|usr\/local)\//,
    because: 'nobody reads it',
    change: (lines) => last(lines, '# of our own'),
  },
  {
    name: 'blank lines at the end',
    path: /^\/etc\/(haproxy|keepalived|mysql|apache2|nginx|corosync|varnish)\//,
    because: 'nobody reads them',
    change: (lines) => [...lines, '', ''],
  },
  {
    name: 'blanks behind lines',
    path: /^\/etc\/(haproxy|keepalived|mysql|apache2|nginx|corosync|varnish)\//,
    because: 'a directive ends before them',
    change: each((line) => (line.trim() === '' || line.endsWith('\\') ? line : `${line}  `)),
  },
  {
    name: 'another indentation',
    path: /^\/etc\/(haproxy|keepalived|apache2|nginx|corosync|varnish)\//,
    because: 'none of these formats goes by it',
    change: (lines) => lines.map((line, index) => (index > 0 && /^ {6,}\S/.test(line) ? `  ${line}` : line)),
  },
  {
    name: "a comment of the format's own",
    path: /^\/etc\/varnish\/.*\.vcl$/,
    because: 'VCL has // beside #',
    change: (lines) => last(lines, '// of our own'),
  },
  {
    name: 'a comment behind a directive',
    path: /^\/etc\/haproxy\//,
    because: 'haproxy reads no further than its sign',
    change: each((line) => (/^\s+maxconn \d+$/.test(line) ? `${line} # measured` : line)),
  },
  {
    name: 'peers without comments',
    path: /^\/etc\/keepalived\//,
    because: 'a comment names them for people',
    change: each((line) => line.replace(/ +# .*$/, '')),
  },
  {
    name: 'a comment with an exclamation mark',
    path: /^\/etc\/keepalived\//,
    because: "keepalived's other sign",
    change: (lines) => last(lines, '! of our own'),
  },
  {
    name: 'one more bind',
    path: /^\/etc\/haproxy\//,
    because: 'no security group opens it, and nothing else uses it',
    change: after(/^\s+bind :80\b/, 'bind :8081'),
  },
  {
    name: 'one more bind, to every address',
    path: /^\/etc\/haproxy\//,
    because: 'no security group opens it, and nothing else uses it',
    change: after(/^\s+bind :80\b/, 'bind *:8088'),
  },
  {
    name: 'a name in its health checks',
    path: /^\/etc\/haproxy\//,
    because: 'the page stays, and who asks is for the log',
    change: after(/^\s+option httpchk GET /, 'http-check send hdr User-Agent haproxy'),
  },
  {
    name: 'a comment with a semicolon',
    path: /^\/etc\/(mysql|systemd)\//,
    because: 'the other sign of these formats',
    change: (lines) => last(lines, '; of our own'),
  },
];

function ofFiles(original: Original): readonly Harmless[] {
  const { stack } = original;
  const all = machines(original);
  const tiers = new Map<string, string[]>();
  for (const address of all) {
    const tier = String(at(stack, address).tags['nospof:tier']);
    tiers.set(tier, [...(tiers.get(tier) ?? []), address]);
  }
  return [...tiers].flatMap(([tier, members]) =>
    OF_LINES.flatMap((rule): readonly Harmless[] => {
      const everywhere = whole(stack, members, rule);
      const [first] = members;
      if (everywhere === undefined || first === undefined) return [];
      const [name, because] = [`${tier}: ${rule.name}`, rule.because];
      const alone = members.length > 1 ? whole(stack, [first], rule) : undefined;
      return [
        { name, because, change: everywhere },
        ...(alone ? [{ name: `${name}, on one machine`, because, change: alone }] : []),
      ];
    }),
  );
}

/** The change of all files that a rule is for; undefined where it changes nothing. */
function whole(stack: Json, members: readonly string[], rule: OfLines): ((copy: Json) => void) | undefined {
  const texts = members.map((address) => {
    const local = localOf(stack, address);
    return [local, changedText(stack.locals[local], rule)] as const;
  });
  if (texts.some(([local, text]) => text === stack.locals[local])) return undefined;
  return (copy) => {
    for (const [local, text] of texts) copy.locals[local] = text;
  };
}

/** Files stand one after the other: `- path: …`, some keys, `content: |`, and its lines, further in. */
function changedText(text: string, { path, change }: OfLines): string {
  const parts = text.split(/(?=^ - path: )/m);
  return parts
    .map((part) => {
      const name = /^ - path: "?([^"\n]+)"?$/m.exec(part)?.[1] ?? '';
      const [head = '', ...rest] = part.split(/(?<=^ {3}content: \|\n)/m);
      if (!path.test(name) || rest.length === 0) return part;
      const lines = rest.join('').split('\n');
      const end = lines.findIndex((line) => line !== '' && !line.startsWith('    '));
      const own = lines.slice(0, end < 0 ? lines.length - 1 : end);
      const others = lines.slice(own.length);
      while (own.at(-1) === '') others.unshift(own.pop() ?? '');
      return `${head}${[...change(own), ...others].join('\n')}`;
    })
    .join('');
}

/** A change of each resource of a type. */
const OF_RESOURCES: readonly (readonly [types: RegExp, name: string, because: string, change: (body: Json) => void])[] =
  [
    [/./, 'a comment', 'Terraform does not read it', (body) => Object.assign(body, { '//': { note: 'ours' } })],
    [/./, 'an order of creation', 'what stands then is the same', (body) => Object.assign(body, { depends_on: [] })],
    [
      /^aws_(instance|subnet|ebs_volume|eip|vpc|nat_gateway|security_group|iam_role|s3_bucket)$/,
      'another Name',
      'people read it',
      (body) => {
        body.tags = { ...body.tags, Name: 'ours' };
      },
    ],
    [
      /^aws_(instance|subnet|ebs_volume|eip|vpc|nat_gateway|security_group|iam_role|s3_bucket|s3_object|ssm_parameter)$/,
      'a tag of a department',
      'nothing reads it',
      (body) => {
        body.tags = { ...body.tags, cost: '4711' };
      },
    ],
    [
      /^aws_(security_group|vpc_security_group_\w+|ssm_parameter|iam_role)$/,
      'a description',
      'text for people',
      (body) => {
        body.description = 'ours';
      },
    ],
    [
      /^aws_(instance|ebs_volume|eip|s3_bucket|vpc)$/,
      'a lifecycle',
      'what Terraform does at a later change',
      (body) => {
        body.lifecycle = { ...body.lifecycle, ignore_changes: ['tags'] };
      },
    ],
    [
      /^aws_(instance|ebs_volume)$/,
      'timeouts',
      'how long Terraform waits',
      (body) => Object.assign(body, { timeouts: { delete: '20m' } }),
    ],
    [
      /^aws_instance$/,
      'detailed monitoring',
      'figures for people',
      (body) => Object.assign(body, { monitoring: true }),
    ],
    [
      /^aws_instance$/,
      'protection from an end',
      'who may end it',
      (body) => Object.assign(body, { disable_api_termination: true }),
    ],
    [
      /^aws_instance$/,
      'security groups in another order',
      'they are a set',
      (body) => {
        body.vpc_security_group_ids = [...body.vpc_security_group_ids].reverse();
      },
    ],
    [
      /^aws_iam_role_policy$/,
      'a policy that is set apart',
      'JSON is JSON',
      (body) => {
        body.policy = JSON.stringify(JSON.parse(body.policy), null, 2);
      },
    ],
    [
      /^aws_iam_role_policy$/,
      's3:Get*',
      'it allows what s3:GetObject does, and more',
      (body) => {
        body.policy = String(body.policy).replaceAll('"s3:GetObject"', '"s3:Get*"');
      },
    ],
    [
      /^aws_iam_role_policy$/,
      'one more right',
      'it allows, and takes nothing away',
      (body) => {
        const policy = JSON.parse(body.policy);
        policy.Statement.push({ Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*' });
        body.policy = JSON.stringify(policy);
      },
    ],
    [
      /^aws_iam_role$/,
      'longer sessions',
      'those of machines are renewed',
      (body) => Object.assign(body, { max_session_duration: 7200 }),
    ],
    [
      /^aws_iam_role$/,
      'a path written out',
      "it is the provider's default",
      (body) => Object.assign(body, { path: '/' }),
    ],
    [
      /^aws_vpc$/,
      'a tenancy written out',
      "it is the provider's default",
      (body) => Object.assign(body, { instance_tenancy: 'default' }),
    ],
    [
      /^aws_vpc$/,
      'figures of addresses',
      'for people',
      (body) => Object.assign(body, { enable_network_address_usage_metrics: true }),
    ],
    [
      /^aws_subnet$/,
      'no IPv6 written out',
      "it is the provider's default",
      (body) => Object.assign(body, { assign_ipv6_address_on_creation: false }),
    ],
    [
      /^aws_instance$/,
      'a tenancy written out',
      "it is the provider's default",
      (body) => Object.assign(body, { tenancy: 'default' }),
    ],
    [
      /^aws_nat_gateway$/,
      'its kind written out',
      "it is the provider's default",
      (body) => Object.assign(body, { connectivity_type: 'public' }),
    ],
    [
      /^aws_ebs_volume$/,
      'a last snapshot',
      'what happens at its end',
      (body) => Object.assign(body, { final_snapshot: true }),
    ],
    [
      /^aws_security_group$/,
      'rules revoked at its end',
      'what happens at its end',
      (body) => Object.assign(body, { revoke_rules_on_delete: true }),
    ],
    [
      /^aws_s3_object$/,
      'a content type',
      'nodes read what is in it',
      (body) => Object.assign(body, { content_type: 'text/yaml' }),
    ],
    [
      /^aws_cloudfront_distribution$/,
      'a price class',
      'every visitor gets an answer',
      (body) => Object.assign(body, { price_class: 'PriceClass_100' }),
    ],
    [
      /^aws_cloudwatch_metric_alarm$/,
      'another threshold',
      'alarms call people',
      (body) => Object.assign(body, { threshold: 17 }),
    ],
    [
      /^aws_dlm_lifecycle_policy$/,
      'another schedule',
      'snapshots keep nothing up',
      (body) => Object.assign(body, { description: 'ours' }),
    ],
  ];

function ofResources(original: Original): readonly Harmless[] {
  const { stack } = original;
  const types = Object.keys(stack.resource);
  return [
    ...OF_RESOURCES.flatMap(([pattern, name, because, change]): readonly Harmless[] => {
      const found = types.filter((type) => pattern.test(type));
      if (found.length === 0) return [];
      return [
        {
          name: `${pattern.source === '.' ? 'every resource' : found.join(', ')}: ${name}`,
          because,
          change: (copy) => {
            for (const type of found) for (const [, body] of resources(copy, type)) change(body);
          },
        },
      ];
    }),
    ...zones(original),
    ...failover(stack),
  ];
}

/** A volume's zone, taken from where it is attached. */
function zones({ stack }: Original): readonly Harmless[] {
  return resources(stack, 'aws_volume_attachment').flatMap(([, { instance_id: instance, volume_id: volume }]) => {
    const node = /aws_instance\.(\w+)/.exec(instance)?.[1];
    const disk = /aws_ebs_volume\.(\w+)/.exec(volume)?.[1];
    if (node === undefined || disk === undefined) return [];
    const subnet = /aws_subnet\.\w+/.exec(at(stack, `aws_instance.${node}`).subnet_id)?.[0];
    return [subnet, `aws_instance.${node}`].map((from): Harmless => {
      return {
        name: `the zone of ${disk} taken from ${from}`,
        because: 'it is the same zone',
        change: (copy) => {
          at(copy, `aws_ebs_volume.${disk}`).availability_zone = `\${${from}.availability_zone}`;
        },
      };
    });
  });
}

/** Two answers that are checked, as primary and secondary. */
function failover(stack: Json): readonly Harmless[] {
  const records = resources(stack, 'aws_route53_record').filter(([, body]) => body.multivalue_answer_routing_policy);
  if (records.length !== 2) return [];
  return [
    {
      name: 'failover records',
      because: 'the secondary answers when the check of the primary fails',
      change: (copy) => {
        for (const [index, [address]] of records.entries()) {
          const body = at(copy, address);
          delete body.multivalue_answer_routing_policy;
          body.failover_routing_policy = { type: index === 0 ? 'PRIMARY' : 'SECONDARY' };
        }
      },
    },
    {
      name: 'weighted records',
      because: 'each is answered, and left out when its check fails',
      change: (copy) => {
        for (const [address] of records) {
          const body = at(copy, address);
          delete body.multivalue_answer_routing_policy;
          body.weighted_routing_policy = { weight: 10 };
        }
      },
    },
  ];
}

/** Resources of others, which take nothing from the site. */
function beside({ stack }: Original): readonly Harmless[] {
  const [[firstNode = ''] = []] = resources(stack, 'aws_instance');
  const added: readonly (readonly [name: string, because: string, type: string, body: Json])[] = [
    [
      'an alarm of ours',
      'it calls people',
      'aws_cloudwatch_metric_alarm',
      { dimensions: { InstanceId: `\${${firstNode}.id}` } },
    ],
    ['a bucket of ours', 'it has nothing to do with the site', 'aws_s3_bucket', { bucket: 'ours' }],
    ['a network of ours', 'it has nothing to do with the site', 'aws_vpc', { cidr_block: '10.77.0.0/16' }],
    [
      'a security group of ours',
      'nothing of the site is in it',
      'aws_security_group',
      { vpc_id: '${aws_vpc.network.id}' },
    ],
    ['a log of its traffic', 'it watches', 'aws_flow_log', { vpc_id: '${aws_vpc.network.id}' }],
    [
      'a value for others',
      'it keeps a name of the site',
      'aws_ssm_parameter',
      { name: '/ours/vpc', type: 'String', value: '${aws_vpc.network.id}' },
    ],
  ];
  return [
    ...added.map(([name, because, type, body]): Harmless => {
      return {
        name,
        because,
        change: (copy) => {
          copy.resource[type] = { ...copy.resource[type], of_ours: body };
        },
      };
    }),
    {
      name: 'no alarms',
      because: 'they call people',
      change: (copy) => {
        for (const type of Object.keys(copy.resource))
          if (/^aws_(cloudwatch|sns)_/.test(type)) delete copy.resource[type];
      },
    },
    {
      name: 'an output',
      because: 'nothing depends on it',
      change: (copy) => {
        copy.output = { ...copy.output, ours: { value: `\${${firstNode}.id}` } };
      },
    },
  ];
}
