import type { Fake } from '../judging/outcome';

/** What differs from EC2 in a node itself. */
export const NODE_FAKES: readonly Fake[] = [
  {
    what: 'machines',
    how: "systemd-nspawn over one root file system with all packages of all tiers; a node's units are enabled when cloud-init installs its packages, which are there already. cloud-init runs its stages in one process, after the units that are enabled, as its versions from 24.3 on could. They share this machine's kernel, processors and page cache: a crash does not test what was flushed to disk",
  },
  {
    what: 'disks',
    how: 'folders of this machine, the data volume mounted where the machine would mount it; those that a fault fills are file systems of 2 GiB',
  },
  {
    what: 'VPC',
    how: 'one bridge whose ports reach only the router; addresses are set before a node boots instead of by DHCP; no delay between zones; security groups are enforced, network ACLs are not',
  },
  { what: 'Elastic IP', how: 'translated at the edge packet by packet, without memory of connections' },
];
