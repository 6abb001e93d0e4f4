import { kernelOf } from '../../drill/kernel';
import { workCheck } from '../../drill/run/health';
import { missingStreams, streamsOf } from '../../drill/run/visitors';
import { shippedPlan } from './plans';

it('a kernel has NFS that knows both its sides', () => {
  expect(kernelOf(new Set(['ext4', 'nfs4', 'nfsd']))).toEqual({ nfs: true });
  expect(kernelOf(new Set(['ext4', 'nfs4']))).toEqual({ nfs: false });
});

describe('without NFS in the kernel', () => {
  const plan = shippedPlan('04-load-balancer-pair', { nfs: false });
  const node = (name: string) => plan.nodes.find((one) => one.name === name);

  it('what needs it is skipped on the nodes, and they are well without it', () => {
    expect(node('files-1')?.skippedUnits).toContain('nfs-server.service');
    expect(node('web-1')?.skippedUnits).toEqual(['srv-uploads.mount', 'srv-uploads.automount']);
    expect(node('db-1')?.skippedUnits).toEqual([]);
    for (const one of plan.nodes) expect(workCheck(one)).not.toMatch(/nfs|srv\/uploads/);
  });

  it('the streams that need it are left out, with the reason', () => {
    expect(streamsOf(plan)).toEqual(['page', 'database-read', 'database-write']);
    const why = "its files are on NFS, which this machine's kernel does not have";
    expect(missingStreams(plan)).toContainEqual({ what: 'stream: file write', why });
    expect(plan.leftOut.map(({ what }) => what)).toContain('files: files on NFS');
  });
});

it('with NFS in the kernel, or without an NFS tier, all is there', () => {
  const nfs = shippedPlan('04-load-balancer-pair');
  expect(nfs.nodes.flatMap(({ skippedUnits }) => skippedUnits)).toEqual([]);
  expect(streamsOf(nfs)).toContain('file-write');
  expect(streamsOf(shippedPlan('05-glusterfs', { nfs: false }))).toContain('file-write');
});
