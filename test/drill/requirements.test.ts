import { type DrillMachine, missingFrom } from '../../drill/requirements';

const READY: DrillMachine = {
  root: true,
  programs: new Set(
    'curl dpkg-query fallocate ip mkfs.ext4 mmdebstrap mount nft nsenter openssl sysctl systemd-nspawn'.split(' '),
  ),
  fileSystems: new Set(['overlay']),
  fuse: true,
  loop: true,
  freeMemoryGiB: 8,
  freeDiskGiB: 20,
};

test('a machine that has everything is drilled on', () => {
  expect(missingFrom(READY)).toEqual([]);
});

test('everything that is missing is told at once, with what to do', () => {
  const bare = { root: false, fuse: false, loop: false, freeMemoryGiB: 1.5, freeDiskGiB: 2 };
  const programs = new Set([...READY.programs].filter((name) => name !== 'nft' && name !== 'systemd-nspawn'));
  expect(missingFrom({ ...bare, programs, fileSystems: new Set() })).toMatchInlineSnapshot(`
[
  {
    "remedy": "run it as root: it makes network namespaces and mounts",
    "what": "root",
  },
  {
    "remedy": "apt-get install nftables systemd-container",
    "what": "programs: nft, systemd-nspawn",
  },
  {
    "remedy": "modprobe overlay, or a kernel that has it",
    "what": "overlayfs in the kernel",
  },
  {
    "remedy": "modprobe fuse, or a kernel that has it",
    "what": "/dev/fuse",
  },
  {
    "remedy": "4 GiB are wanted",
    "what": "memory: 1.5 GiB are free",
  },
  {
    "remedy": "8 GiB are wanted",
    "what": "disk: 2.0 GiB are free",
  },
]
`);
});

test('full disks want file systems in files', () => {
  const machine = { ...READY, loop: false };
  expect(missingFrom(machine)).toEqual([]);
  expect(missingFrom(machine, new Set(['disk-full'])).map(({ what }) => what)).toEqual([
    '/dev/loop-control, for full disks',
  ]);
});
