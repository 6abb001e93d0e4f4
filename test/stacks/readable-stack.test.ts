import { Instance } from '@cdktf/provider-aws/lib/instance';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { App } from 'cdktf';
import { Construct } from 'constructs';
import { ReadableStack } from '../../stacks/readable-stack';
import { temporaryFolder } from '../helpers/temporary';

const stack = () => new ReadableStack(new App({ outdir: temporaryFolder('readable') }), 'site');

test('a name is the path below the stack, without hashes and without what adds nothing', () => {
  const site = stack();
  const topic = new SnsTopic(new Construct(new Construct(site, 'Default'), 'web-tier'), 'Resource', {});
  expect(topic.friendlyUniqueId).toBe('web_tier');
});

test('two paths that would be one name of one type are refused with both', () => {
  const site = stack();
  const nested = new SnsTopic(new Construct(site, 'a'), 'b', {});
  const flat = new SnsTopic(site, 'a_b', {});
  expect(nested.friendlyUniqueId).toBe('a_b');
  expect(() => flat.friendlyUniqueId).toThrow('site/a/b and site/a_b would both be a_b in the Terraform');
});

test('one name may stand for resources of two types', () => {
  const site = stack();
  const topic = new SnsTopic(new Construct(site, 'a'), 'b', {});
  const machine = new Instance(site, 'a_b', {});
  expect([topic.friendlyUniqueId, machine.friendlyUniqueId]).toEqual(['a_b', 'a_b']);
});
