import { attached, BALANCED, groups, judged, opening, type Resources, subnets, together } from './network';

const serve = (...resources: readonly Resources[]) => judged(...resources).points.serve;

/** A function in the network, and a database that it may call. */
const FUNCTION: Resources = {
  aws_lambda_function: { f: { vpc_config: { subnet_ids: subnets('a', 'b'), security_group_ids: groups('web') } } },
};
const IN_ONE_ZONE: Resources = {
  aws_lambda_function: { f: { vpc_config: { subnet_ids: subnets('a'), security_group_ids: groups('web') } } },
};
const DATABASE: Resources = {
  aws_db_instance: {
    db: { engine: 'mysql', availability_zone: 'eu-west-1b', vpc_security_group_ids: groups('data') },
  },
};

const URL_OF_F: Resources = {
  aws_lambda_function_url: {
    u: { function_name: '${aws_lambda_function.f.function_name}', authorization_type: 'NONE' },
  },
};

const httpApi = (to: string, more: object = {}): Resources => ({
  aws_apigatewayv2_api: { api: { protocol_type: 'HTTP', ...more } },
  aws_apigatewayv2_integration: {
    i: { api_id: '${aws_apigatewayv2_api.api.id}', integration_type: 'AWS_PROXY', integration_uri: to },
  },
});

const restApi = (to: object, more: object = {}): Resources => ({
  aws_api_gateway_rest_api: { api: more },
  aws_api_gateway_integration: { i: { rest_api_id: '${aws_api_gateway_rest_api.api.id}', type: 'AWS_PROXY', ...to } },
});

const ENTRANCES: readonly (readonly [string, Resources])[] = [
  ["a function's URL", URL_OF_F],
  [
    'the URL of an alias',
    {
      aws_lambda_alias: { live: { function_name: '${aws_lambda_function.f.function_name}' } },
      aws_lambda_function_url: {
        u: { function_name: '${aws_lambda_alias.live.arn}', authorization_type: 'NONE' },
      },
    },
  ],
  ['an HTTP API', httpApi('${aws_lambda_function.f.invoke_arn}')],
  ['a REST API', restApi({ uri: '${aws_lambda_function.f.invoke_arn}' })],
];

describe.each(ENTRANCES)('visitors come in by %s', (_what, entrance) => {
  test('to a function that AWS runs over two zones', () => {
    expect(serve(entrance, FUNCTION)).toEqual([]);
  });

  test('to a function in one zone', () => {
    expect((serve(entrance, IN_ONE_ZONE) ?? []).toString()).toMatch(/^eu-west-1a: eu-west-1a → [^,]* → serve$/);
  });

  test('to a function that needs a database', () => {
    const [db, zone, ...rest] = serve(entrance, FUNCTION, DATABASE) ?? [];
    expect(db).toMatch(/^aws_db_instance\.db: db → f needs db\.db → \w+ needs f\.runs → serve$/);
    expect(zone).toMatch(/^eu-west-1b: eu-west-1b → db → f needs db\.db → \w+ needs f\.runs → serve$/);
    expect(rest).toEqual([]);
  });

  test('to a function that is not in the Terraform', () => {
    const { points, unknown } = judged(entrance, DATABASE);
    expect(points.serve?.toString()).toContain('unseen target');
    expect(unknown.join('\n')).toMatch(
      /all that aws_\w+\.\w+ leads to: some of it is not in the Terraform, or not read; assumed: one machine/,
    );
  });
});

test("a function's URL for those with credentials is not where visitors come in", () => {
  const own = {
    aws_lambda_function_url: { u: { function_name: '${aws_lambda_function.f.arn}', authorization_type: 'AWS_IAM' } },
  };
  const { points, unknown } = judged(FUNCTION, own, BALANCED, attached('a', 'b'));
  expect(points).toEqual({ serve: [] });
  expect(unknown).toContain(
    'whether visitors use aws_lambda_function_url.u: it asks for credentials of AWS; assumed: no',
  );
});

test('an API that is private or has its own address turned off is not where visitors come in', () => {
  const { points, unknown } = judged(
    FUNCTION,
    httpApi('${aws_lambda_function.f.arn}', { disable_execute_api_endpoint: true }),
    restApi({ uri: '${aws_lambda_function.f.invoke_arn}' }, { endpoint_configuration: { types: ['PRIVATE'] } }),
    BALANCED,
    attached('a', 'b'),
  );
  expect(points).toEqual({ serve: [] });
  expect(unknown).toEqual(
    expect.arrayContaining([
      'whether visitors use aws_apigatewayv2_api.api: its own address is turned off, and no name leads to it; assumed: no',
      'whether visitors use aws_api_gateway_rest_api.api: it is private; assumed: no',
    ]),
  );
});

test('a name of an API stands for it, and there is one entrance', () => {
  const name = {
    aws_apigatewayv2_domain_name: { d: { domain_name: 'api.example.com' } },
    aws_apigatewayv2_api_mapping: {
      m: { api_id: '${aws_apigatewayv2_api.api.id}', domain_name: '${aws_apigatewayv2_domain_name.d.id}' },
    },
    aws_route53_record: {
      api: {
        name: 'api.example.com',
        type: 'A',
        zone_id: 'Z1',
        alias: {
          name: '${aws_apigatewayv2_domain_name.d.domain_name_configuration[0].target_domain_name}',
          evaluate_target_health: false,
        },
      },
    },
  };
  const { points } = judged(IN_ONE_ZONE, httpApi('${aws_lambda_function.f.arn}'), name);
  expect(Object.keys(points)).toEqual(['serve']);
  expect(points.serve).toHaveLength(1);
});

describe('an API before an inner load balancer', () => {
  const inner = (...places: readonly string[]) =>
    together(BALANCED, attached(...places), {
      aws_lb: { front: { internal: true, subnets: subnets('a', 'b'), security_groups: groups('front') } },
    });

  test('by its listener', () => {
    const api = httpApi('${aws_lb_listener.http.arn}', {});
    expect(serve(inner('a', 'b'), api)).toEqual([]);
    expect(serve(inner('b'), api)).toEqual([
      'aws_instance.web_1: web_1 → front needs web.targets → api needs front.entry → serve',
      'eu-west-1b: eu-west-1b → web_1 → front needs web.targets → api needs front.entry → serve',
    ]);
  });

  test('by a link to a network load balancer', () => {
    const link = {
      aws_api_gateway_vpc_link: { l: { target_arns: ['${aws_lb.front.arn}'] } },
      aws_lb: { front: { load_balancer_type: 'network', internal: true, subnets: subnets('a', 'b') } },
      aws_security_group: { web: opening(80) },
    };
    const uri = { uri: 'http://inner.example.com', connection_id: '${aws_api_gateway_vpc_link.l.id}' };
    expect(serve(inner('a', 'b'), restApi(uri), link)).toEqual([]);
    expect(serve(inner('b'), restApi(uri), link)).toHaveLength(2);
  });
});

describe('a distribution that is not enabled', () => {
  const distribution = (enabled: boolean): Resources => ({
    aws_cloudfront_distribution: {
      cdn: {
        enabled,
        origin: { origin_id: 'lb', domain_name: '${aws_lb.front.dns_name}' },
        default_cache_behavior: { target_origin_id: 'lb' },
      },
    },
  });
  const SITE = together(BALANCED, attached('a', 'b'));
  const name: Resources = {
    aws_route53_record: {
      www: {
        name: 'www.example.com',
        type: 'A',
        zone_id: 'Z1',
        alias: { name: '${aws_cloudfront_distribution.cdn.domain_name}', evaluate_target_health: false },
      },
    },
  };

  test('is no entrance, and what it would lead to is one', () => {
    const { points, unknown } = judged(SITE, distribution(false));
    expect(points).toEqual({ serve: [] });
    expect(unknown).toContain('who uses aws_cloudfront_distribution.cdn: it is not enabled; assumed: nobody');
  });

  test('answers nobody who is led to it by a name', () => {
    expect(judged(SITE, distribution(true), name).points).toEqual({ serve: [] });
    expect(judged(SITE, distribution(false), name).points['serve at www.example.com']).toBe('broken');
  });
});
