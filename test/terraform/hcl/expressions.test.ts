import { singleModule } from '../../../terraform/hcl/source-module';
import { sourceStack } from '../../../terraform/hcl/source-stack';

/** The value of an expression in an argument, among these locals and resources. */
function evaluated(expression: string, rest: object = {}): unknown {
  const resource = { aws_test: { it: { value: `\${${expression}}` } }, ...RESOURCES };
  const { stack } = sourceStack(singleModule([{ name: 'main.tf.json', content: { resource, ...rest } }]));
  return stack.get('aws_test.it')?.body.value;
}

const RESOURCES = {
  aws_subnet: {
    counted: { count: 3, cidr_block: '${cidrsubnet("10.0.0.0/16", 8, count.index)}' },
    keyed: { for_each: { a: 'eu-west-1a', b: 'eu-west-1b' }, availability_zone: '${each.value}' },
    one: { availability_zone: 'eu-west-1c', name: 'one' },
    open: { count: '${var.unknown}' },
  },
};

test.each<readonly [expression: string, value: unknown]>([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * -3 % 4', -1],
  ['1 < 2 && !(2 >= 3) || false', true],
  ['"a-${1 + 1}-\\"b\\"-$${c}"', 'a-2-"b"-${c}'],
  ['1 == 1 ? "yes" : "no"', 'yes'],
  [
    'var.unknown ? aws_subnet.one.id : aws_subnet.keyed["a"].id',
    '${unknown(aws_subnet.one.id, aws_subnet.keyed["a"].id)}',
  ],
  ['[1, "2", true, null]', [1, '2', true, null]],
  ['{ a = 1, "b" : 2 }', { a: 1, b: 2 }],
  ['{ for k, v in { x = 1, y = 2 } : upper(k) => v * 2 if v > 1 }', { Y: 4 }],
  ['[for i, v in ["a", "b"] : "${i}${v}"]', ['0a', '1b']],
  ['{ for v in ["ab", "ac", "b"] : uuidv5("dns", v) => v... }', '${unknown()}'],
  ['{ for v in [1, 2, 3] : (v > 1 ? "more" : "less") => v... }', { less: [1], more: [2, 3] }],
  ['{ for k, v in { a = null, b = 1 } : k => v if v != null }', { b: 1 }],
  ['aws_subnet.one.id', '${aws_subnet.one.id}'],
  ['aws_subnet.one.name', '${aws_subnet.one.name}'],
  ['aws_subnet.one.availability_zone', 'eu-west-1c'],
  ['aws_subnet.counted[1].cidr_block', '10.0.1.0/24'],
  [
    'aws_subnet.counted[*].id',
    ['${aws_subnet.counted[0].id}', '${aws_subnet.counted[1].id}', '${aws_subnet.counted[2].id}'],
  ],
  ['aws_subnet.counted.*.id[1]', '${aws_subnet.counted[1].id}'],
  ['element(aws_subnet.counted[*].id, 4)', '${aws_subnet.counted[1].id}'],
  ['values(aws_subnet.keyed)[*].id', ['${aws_subnet.keyed["a"].id}', '${aws_subnet.keyed["b"].id}']],
  ['[for s in aws_subnet.keyed : s.id if s.availability_zone != "eu-west-1a"]', ['${aws_subnet.keyed["b"].id}']],
  ['aws_subnet.open[0].id', '${aws_subnet.open.id}'],
  ['aws_subnet.missing.id', '${unknown()}'],
  ['module.net.subnets', '${unknown()}'],
  ['data.aws_availability_zones.all.names[1]', '${data.aws_availability_zones.all.names[1]}'],
  [
    'slice(data.aws_availability_zones.all.names, 0, 2)',
    ['${data.aws_availability_zones.all.names[0]}', '${data.aws_availability_zones.all.names[1]}'],
  ],
  ['element(data.aws_availability_zones.all.names, 1)', '${unknown(data.aws_availability_zones.all.names)}'],
  ['length(concat(["a"], toset(["b", "b"])))', 2],
  ['merge({ a = 1 }, { a = 2, b = 3 })', { a: 2, b: 3 }],
  ['lookup({ a = 1 }, "b", 9)', 9],
  ['flatten([[1, [2]], [3]])', [1, 2, 3]],
  ['format("%s-%02d", "a", 7)', 'a-07'],
  ['join(",", sort(["b", "a"]))', 'a,b'],
  ['cidrsubnets("10.0.0.0/16", 8, 8, 4)', ['10.0.0.0/24', '10.0.1.0/24', '10.0.16.0/20']],
  ['cidrhost("10.0.4.0/24", 5)', '10.0.4.5'],
  ['min(3, [1, 2]...)', 1],
  ['try(var.unknown, "x")', '${unknown()}'],
  ['try(aws_subnet.counted[7].id, aws_subnet.one.id)', '${aws_subnet.one.id}'],
  ['try({ a = 1 }.b, "x")', 'x'],
  ['[can({ a = 1 }.b), can({ a = 1 }.a)]', [false, true]],
  ['coalesce(one([]), "", "x")', 'x'],
  ['coalesce(var.unknown, "x")', '${unknown()}'],
  ['var.unknown ? "x" : "x"', 'x'],
  ['lookup({ a = null }, "a", 1) == null', true],
  ['compact(["a", "", null])', ['a']],
  ['distinct(["b", "a", "b"])', ['b', 'a']],
  [
    'setproduct(["a", "b"], [1, 2])',
    [
      ['a', 1],
      ['a', 2],
      ['b', 1],
      ['b', 2],
    ],
  ],
  ['setsubtract(["b", "a", "c"], ["b"])', ['a', 'c']],
  ['setunion(["b"], ["a", "b"])', ['a', 'b']],
  ['setintersection(["b", "c"], ["c", "a"])', ['c']],
  ['zipmap(["a", "b"], [1, 2])', { a: 1, b: 2 }],
  ['transpose({ a = ["x", "y"], b = ["x"] })', { x: ['a', 'b'], y: ['a'] }],
  ['chunklist(["a", "b", "c"], 2)', [['a', 'b'], ['c']]],
  ['matchkeys(["i", "j"], ["x", "y"], ["y"])', ['j']],
  ['keys({ b = 1, a = 2 })', ['a', 'b']],
  ['values({ b = 1, a = 2 })', [2, 1]],
  ['merge({ a = 1 }, null)', { a: 1 }],
  ['[trimprefix("www.a", "www."), trimsuffix("a.b", ".b"), trim("?a!", "!?")]', ['a', 'a', 'a']],
  ['[startswith("ab", "a"), endswith("ab", "a"), strcontains("ab", "b")]', [true, false, true]],
  ['[substr("hello", 1, 3), substr("hello", -2, -1), title("a b"), strrev("ab")]', ['ell', 'lo', 'A B', 'ba']],
  ['[replace("a.b.c", ".", "-"), replace("a1b22", "/[0-9]+/", "#")]', ['a-b-c', 'a#b#']],
  ['regex("^https?://([^/]+)", "https://a.example/x")', ['a.example']],
  ['regexall("[a-z]+", "ab 1 cd")', ['ab', 'cd']],
  ['try(regex("^b", "a"), "no")', 'no'],
  ['regex("(a+)+$", "aaaa")', '${unknown()}'],
  ['formatlist("%s-%s", ["a", "b"], "x")', ['a-x', 'b-x']],
  ['length(regexall("^[a-z]{2}-", data.aws_availability_zones.all.names[0]))', 1],
  ['length(regexall("^[a-z]{2}-", data.aws_availability_zones.all.zone_ids[0]))', 0],
  [
    'length(regexall("a$", data.aws_availability_zones.all.names[0]))',
    '${unknown(data.aws_availability_zones.all.names[0])}',
  ],
  ['format("%5.1f", 1)', '${unknown()}'],
  ['jsondecode(jsonencode({ a = [1, "x"] })).a[1]', 'x'],
  ['[sum([1, 2]), pow(2, 3), parseint("ff", 16), signum(-3), ceil(1.2)]', [3, 8, 255, -1, 2]],
  ['range(3, 0)', [3, 2, 1]],
  ['[alltrue([true, var.unknown]), anytrue([true, var.unknown])]', ['${unknown()}', true]],
  ['cidrnetmask("10.0.0.0/20")', '255.255.240.0'],
  ['templatefile("x.tpl", { id = aws_subnet.one.id })', '${unknown(aws_subnet.one.id)}'],
  ['length([var.unknown, 1])', 2],
  ['contains([var.unknown], 1)', '${unknown()}'],
  ['flatten([for s in ["a", "b"] : [for n in range(2) : "${s}${n}"]])', ['a0', 'a1', 'b0', 'b1']],
  ['no_such_function(aws_subnet.one.id)', '${unknown(aws_subnet.one.id)}'],
])('%s', (expression, value) => {
  expect(evaluated(expression)).toEqual(value);
});

test('variables by their default or a given value, locals, and locals that lead to themselves', () => {
  const rest = {
    variable: { a: { default: 'x' }, b: {} },
    locals: { c: '${var.a}${local.d}', d: 'y', e: '${local.f}', f: '${local.e}' },
  };
  expect(evaluated('local.c', rest)).toBe('xy');
  expect(evaluated('var.b', rest)).toBe('${unknown()}');
  expect(evaluated('local.e', rest)).toBe('${unknown()}');
});

test.each(['1 + *', '"open', 'a..', 'f(', '[1', '{ a', '%{ if true }x%{ endif }', `${'('.repeat(5000)}1`])(
  '%s is not read, and what it refers to is kept',
  (text) => {
    const content = { resource: { aws_test: { it: { value: `\${${text} aws_vpc.main.id}` } } } };
    const { stack } = sourceStack(singleModule([{ name: 'main.tf.json', content }]));
    expect(stack.get('aws_test.it')?.body.value).toBe('${unknown(aws_vpc.main.id)}');
  },
);

describe('resources', () => {
  const stackOf = (resource: object, rest: object = {}) =>
    sourceStack(singleModule([{ name: 'main.tf.json', content: { resource, ...rest } }]));

  test('by count and for_each, each with its own values', () => {
    const { stack } = stackOf({
      aws_instance: {
        a: { count: '${1 + 1}', tags: { Name: 'a${count.index}' } },
        b: { for_each: '${toset(["y", "x"])}', tags: { Name: '${each.key}${each.value}' } },
        none: { count: 0 },
      },
    });
    expect([...stack.all].map(({ address, body }) => [address, body.tags])).toEqual([
      ['aws_instance.a[0]', { Name: 'a0' }],
      ['aws_instance.a[1]', { Name: 'a1' }],
      ['aws_instance.b["x"]', { Name: 'xx' }],
      ['aws_instance.b["y"]', { Name: 'yy' }],
    ]);
  });

  test('a number that is not known is one, and said', () => {
    const { stack, unread } = stackOf({ aws_instance: { a: { count: '${var.n}' }, b: { for_each: '${var.m}' } } });
    expect([...stack.all].map(({ address }) => address)).toEqual(['aws_instance.a', 'aws_instance.b']);
    expect(unread).toEqual([
      { code: 'count', subject: 'aws_instance.a', detail: 'count is ${var.n}' },
      { code: 'count', subject: 'aws_instance.b', detail: 'for_each is ${var.m}' },
    ]);
  });

  test('override files change arguments', () => {
    const file = (name: string, type: string) => ({
      name,
      content: { resource: { aws_instance: { a: { instance_type: type } } } },
    });
    const { stack } = sourceStack(singleModule([file('zz_override.tf.json', 'large'), file('main.tf.json', 'small')]));
    expect(stack.get('aws_instance.a')?.body).toEqual({ instance_type: 'large' });
  });
});
