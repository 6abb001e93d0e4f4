import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verdictOf } from '../../check/verdict';
import type { AcceptedRisk } from '../../model/topology';
import { noteText } from '../../report/check/notes';
import { headline } from '../../report/check/words';
import { nospof, scratchFolder } from '../helpers/command-line';
import { renderedAnew, shippedText, synthesized } from '../helpers/synthesized';
import { at, type Json, resources } from './mutants/mutant';

const { stack, serviceGraph } = synthesized(shippedText('08-varnish'));
const because = 'our image is hardened, and was tried';

/** The stack after a change, by an owner who accepts this. */
function changed(change: (copy: Json) => void, accept: readonly AcceptedRisk[], rendered = renderedAnew(stack)) {
  const copy: Json = structuredClone(stack);
  change(copy);
  return verdictOf(copy, { ...serviceGraph, rendered, declares: { survives: 'zone', accept } });
}

const image = (copy: Json) => {
  at(copy, 'aws_instance.web_1').ami = 'ami-0123';
};
const directive = (copy: Json) => {
  for (const name of Object.keys(copy.locals).filter((one) => one.startsWith('balancer_')))
    copy.locals[name] = copy.locals[name].replace('maxconn 5050', 'maxconn 4000');
};
const list = (copy: Json) => {
  copy.resource.aws_network_acl = { office: { vpc_id: '${aws_vpc.network.id}' } };
};

test('an accepted difference is no breach, and what is claimed of its element counts', () => {
  const accept = [{ element: 'aws_instance.web_1', differs: 'ami', because }];
  const verdict = changed(image, accept);
  expect(verdict).toMatchObject({ outcome: 'holds', breaches: [], gaps: [], accepted: accept });
  expect(verdict.goals.flatMap(({ singlePoints }) => singlePoints)).toEqual([]);
});

test('it is said first, and it is no proof', () => {
  const verdict = changed(image, [{ element: 'aws_instance.web_1', differs: 'ami', because }]);
  expect(headline(verdict)).toBe(
    'survives the loss of any one zone, if what is accepted unproved does no harm: 1 finding',
  );
  expect(verdict).toMatchObject({ survivesZone: false, known: { node: 'unknown', zone: 'unknown' } });
});

test('a difference in a file is accepted by the path, machine by machine, and its line is shown', () => {
  const path = '/etc/haproxy/haproxy.cfg';
  const both = [1, 2].map((n) => ({ element: `aws_instance.balancer_${n}`, differs: path, because }));
  const verdict = changed(directive, both);
  expect(verdict.outcome).toBe('holds');
  expect(verdict.accepted).toEqual(both.map((one) => ({ ...one, line: 7 })));
  const [first] = both;
  expect(changed(directive, first ? [first] : [])).toMatchObject({
    outcome: 'fails',
    breaches: expect.arrayContaining([{ kind: 'not-as-rendered', element: 'aws_instance.balancer_2' }]),
  });
});

test('what is accepted of one argument is not accepted of another', () => {
  const accept = [{ element: 'aws_instance.web_1', differs: 'instance_type', because }];
  expect(changed(image, accept).breaches.filter(({ kind }) => kind !== 'single-point')).toEqual([
    { kind: 'stale-accept', element: 'aws_instance.web_1', differs: 'instance_type' },
    { kind: 'not-as-rendered', element: 'aws_instance.web_1' },
  ]);
});

test('a resource that is gone is accepted as removed', () => {
  const element = 'aws_vpc_endpoint.network_s3';
  const gone = (copy: Json) => {
    delete copy.resource.aws_vpc_endpoint;
  };
  expect(changed(gone, []).outcome).toBe('fails');
  expect(changed(gone, [{ element, differs: 'removed', because }]).breaches).toEqual([]);
});

test('a resource beside the site that is accepted unread is named with the reason', () => {
  expect(changed(list, []).outcome).toBe('unknown');
  const accept: readonly AcceptedRisk[] = [{ element: 'aws_network_acl.office', unread: true, because }];
  const verdict = changed(list, accept);
  expect(verdict).toMatchObject({ outcome: 'holds', accepted: accept, known: { zone: 'unknown' } });
  expect(verdict.unknown.map(noteText)).toEqual([
    `what aws_network_acl.office does to the site: no rule reads it; accepted: ${because}`,
  ]);
});

test('one of two that nobody accepts is still not known', () => {
  const two = (copy: Json) => {
    list(copy);
    copy.resource.aws_network_acl.other = { vpc_id: '${aws_vpc.network.id}' };
  };
  expect(changed(two, [{ element: 'aws_network_acl.office', unread: true, because }])).toMatchObject({
    outcome: 'unknown',
    unknown: [{ code: 'accepted-unread' }, { code: 'unread-far-reaching', subjects: ['aws_network_acl.other'] }],
  });
});

test('what rules find is not accepted with what digests do', () => {
  const accept: readonly AcceptedRisk[] = ['ami', 'user_data_base64', 'subnet_id'].map((differs) => {
    return { element: 'aws_instance.web_1', differs, because };
  });
  const { breaches, outcome } = changed((copy) => {
    for (const [, body] of resources(copy, 'aws_subnet')) body.availability_zone = 'eu-central-1a';
  }, accept);
  expect(outcome).toBe('fails');
  expect(breaches.filter(({ kind }) => kind !== 'stale-accept')).not.toEqual([]);
});

describe('a file that is accepted as it is', () => {
  const path = '/etc/haproxy/haproxy.cfg';
  const both = [1, 2].map((n) => ({ element: `aws_instance.balancer_${n}`, differs: path, because }));
  const balancers = (copy: Json, change: (text: string) => string) => {
    for (const name of Object.keys(copy.locals).filter((one) => one.startsWith('balancer_')))
      copy.locals[name] = change(copy.locals[name]);
  };
  const respelled = (copy: Json) =>
    balancers(copy, (text) => text.replace(/timeout connect \S+/, 'timeout connect 1m'));

  test('need not be written as synthesis writes it', () => {
    expect(changed(respelled, both)).toMatchObject({ outcome: 'holds', gaps: [], accepted: both });
  });

  test('on one node is not accepted on another', () => {
    const [first] = both;
    const { gaps } = changed(respelled, first ? [first] : []);
    expect(gaps.filter(({ code }) => code === 'wrong-configuration')).toMatchObject([
      { subject: 'aws_instance.balancer_2' },
    ]);
  });

  test('still has to name whom it calls', () => {
    const unnamed = (copy: Json) => balancers(copy, (text) => text.replaceAll(/^ +server .*\n/gm, ''));
    const { outcome, gaps } = changed(unnamed, both);
    expect(outcome).toBe('fails');
    expect(gaps.map(({ code }) => code)).toContain('not-named');
  });
});

test.each<[string, AcceptedRisk]>([
  ['a difference', { element: 'aws_instance.web_1', differs: 'ami', because }],
  ['what is unread', { element: 'aws_network_acl.office', unread: true, because }],
])('%s that is not there is a breach', (_, accepted) => {
  const { because: __, ...what } = accepted;
  expect(changed(() => {}, [accepted])).toMatchObject({
    outcome: 'fails',
    breaches: [{ kind: 'stale-accept', ...what }],
    staleAccepts: [accepted],
  });
});

test('without digests it cannot be seen whether it is there, and that is said', () => {
  const accepted = { element: 'aws_instance.web_1', differs: 'ami', because };
  const { outcome, unknown } = changed(() => {}, [accepted], undefined);
  expect(outcome).toBe('fails');
  const older = verdictOf(stack, { ...serviceGraph, declares: { survives: 'zone', accept: [accepted] } });
  expect(older.breaches).toEqual([]);
  expect(older.unknown).toContainEqual({
    code: 'accepted-elsewhere',
    subjects: ['aws_instance.web_1'],
    detail: 'differs: ami',
  });
  expect(unknown).toEqual([]);
});

test('a reason of blanks, or of an older form, is refused in claims', () => {
  const declares = (accept: readonly object[]) =>
    ({ ...serviceGraph, declares: { survives: 'zone', accept } }) as unknown;
  const element = 'aws_instance.web_1';
  expect(() => verdictOf(stack, declares([{ element, differs: 'ami', because: ' ' }]))).toThrow('\'because\' is " "');
  expect(() => verdictOf(stack, declares([{ element, unread: 'yes', because }]))).toThrow('\'unread\' is "yes"');
  expect(() => verdictOf(stack, declares([{ element, because }]))).toThrow("'goal' is missing");
});

describe('from the topology into the claims of the stack', () => {
  const folder = scratchFolder();
  const accept = `accept:
  - { element: aws_instance.web_1, differs: ami, because: hardened }
  - { element: aws_network_acl.office, unread: true, because: 80 and 443 pass }
`;

  async function synth(): Promise<Json> {
    folder.put('shop.yaml', shippedText('08-varnish') + accept);
    expect(await nospof(folder.path, 'synth', 'shop.yaml')).toMatchObject({ exit: 0 });
    return JSON.parse(readFileSync(join(folder.path, 'cdktf.out/stacks/shop/cdk.tf.json'), 'utf8'));
  }

  test('a stack that nobody has changed yet says that it is not seen there, and one that was synthesized must have it', async () => {
    await synth();
    const fresh = await nospof(folder.path, 'check', 'shop.yaml');
    expect(fresh).toMatchObject({ exit: 0, err: '' });
    expect(fresh.out).toContain("whether aws_instance.web_1 is as 'accept' says (differs: ami): not to be seen here");
    const { exit, out } = await nospof(folder.path, 'check', 'cdktf.out/stacks/shop');
    expect(exit).toBe(1);
    expect(out).toContain('aws_instance.web_1 is accepted to differ in ami, and does not; delete it from the topology');
    expect(out).toContain('aws_network_acl.office is accepted as unread, and is not there or is read');
  });

  test.each(['text', 'markdown', 'sarif', 'json'])('with the reason in %s', async (format) => {
    const json = await synth();
    image(json);
    list(json);
    writeFileSync(join(folder.path, 'cdktf.out/stacks/shop/cdk.tf.json'), JSON.stringify(json));
    const { exit, out, err } = await nospof(folder.path, 'check', 'cdktf.out/stacks/shop', '--format', format);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('hardened');
    expect(out).toContain('80 and 443 pass');
    if (format === 'sarif') {
      const [{ results }] = JSON.parse(out).runs;
      const found = results.filter((one: Json) => one.suppressions !== undefined);
      expect(found.map((one: Json) => [one.ruleId, one.level])).toEqual([
        ['not-as-rendered', 'note'],
        ['not-known', 'note'],
      ]);
    }
  });
});
