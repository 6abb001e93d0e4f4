import { hierarchies } from '../../../drill/nodes/control-groups';
import { bootCommand, insideCommand } from '../../../drill/nodes/nspawn';

describe('control groups', () => {
  test('of version 1 are made below the caller’s own, in the hierarchies that a node wants', () => {
    const own = '9:name=systemd:/\n8:pids:/\n4:memory:/session/1\n2:cpu,cpuacct:/\n0::/\n';
    const mounts = [
      'cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0',
      'cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0',
      'cgroup /sys/fs/cgroup/cpu cgroup rw,cpu,cpuacct 0 0',
      'cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0',
      'cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0',
    ].join('\n');
    expect(hierarchies(own, mounts).map(({ folder }) => folder)).toEqual([
      '/sys/fs/cgroup/systemd',
      '/sys/fs/cgroup/pids',
      '/sys/fs/cgroup/memory/session/1',
      '/sys/fs/cgroup/cpu',
      '/sys/fs/cgroup/unified',
    ]);
  });

  test('of version 2 alone are made at the top, where no process stands in the way', () => {
    const own = '0::/user.slice/user-0.slice/session-1.scope\n';
    const found = hierarchies(own, 'cgroup2 /sys/fs/cgroup cgroup2 rw,nsdelegate 0 0\n');
    expect(found).toEqual([{ controller: '', folder: '/sys/fs/cgroup' }]);
  });
});

test('a node boots its own init in its own network and control groups', () => {
  const settings = { name: 'db-1', root: '/r', data: '/d', groups: ['/sys/fs/cgroup/pids/nospof/db-1'] };
  expect(bootCommand(settings).slice(3).join('\n')).toMatchSnapshot();
  expect(bootCommand({ ...settings, data: undefined }).join(' ')).not.toContain('/srv/data');
});

test('what runs inside a node has nothing of this machine’s environment', () => {
  expect(insideCommand(7, ['true']).join(' ')).toContain(
    '--target=7 --mount --uts --ipc --net --pid --cgroup -- env -i',
  );
});
