import { machines } from './machine';

const CLOUD_CONFIG = `#cloud-config
packages: [nginx]
write_files:
  - path: /etc/a
    content: |
      $\${HOME} %%{x}
  - { path: /etc/b, content: b, permissions: '0755' }
runcmd: [date]
`;

describe('machines of a stack', () => {
  const stack = {
    locals: { web_1: CLOUD_CONFIG },
    resource: {
      aws_instance: {
        web_2: { user_data: '#cloud-config\n', private_ip: '10.20.0.21' },
        web_1: { user_data_base64: '${base64gzip(local.web_1)}', private_ip: '10.20.0.20' },
      },
    },
  };

  test('are read from locals and literals, in order', () => {
    expect(machines(stack).map(({ address, privateIp }) => [address, privateIp])).toEqual([
      ['aws_instance.web_1', '10.20.0.20'],
      ['aws_instance.web_2', '10.20.0.21'],
    ]);
  });

  test('have their files as they reach the node, with Terraform escapes undone', () => {
    const [first] = machines(stack);
    expect(first?.packages).toEqual(['nginx']);
    expect(first?.files).toEqual([
      { path: '/etc/a', content: '${HOME} %{x}\n', mode: '0644' },
      { path: '/etc/b', content: 'b', mode: '0755' },
    ]);
    expect(first?.runcmd).toEqual(['date']);
  });

  test('are counted as EC2 counts them', () => {
    const text = `#cloud-config\n# ${'x'.repeat(10_000)}\n`;
    const sent = (instance: object) =>
      machines({ locals: { text }, resource: { aws_instance: { a: instance } } })[0]?.sentBytes;
    expect(sent({ user_data: '${local.text}' })).toBe(text.length);
    expect(sent({ user_data_base64: '${base64gzip(local.text)}' })).toBeLessThan(200);
  });

  test('must not be without user data', () => {
    const unknown = { resource: { aws_instance: { a: { user_data_base64: '${filebase64("x")}' } } } };
    expect(() => machines(unknown)).toThrow('aws_instance.a: no user data');
  });

  test('must not refer to other resources in their user data', () => {
    const referring = { resource: { aws_instance: { a: { user_data: 'x: ${aws_eip.site.id}' } } } };
    expect(() => machines(referring)).toThrow('aws_instance.a: user data holds the expression ${aws_eip.site.id}');
  });
});
