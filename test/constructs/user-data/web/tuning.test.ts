import { phpChildren, wsgiLimits } from '../../../../constructs/user-data/web/tuning';

const micro = { memoryMiB: 1024, vcpus: 2 };
const small = { memoryMiB: 2048, vcpus: 2 };
const large = { memoryMiB: 16384, vcpus: 4 };

describe('tuning of the web server', () => {
  it('gives the application what memory and processors allow', () => {
    expect(wsgiLimits(micro).processes).toBe(3);
    expect(wsgiLimits(small).processes).toBe(4);
    expect(wsgiLimits(large).processes).toBe(8);
    expect([micro, small, large].map(phpChildren)).toEqual([10, 32, 100]);
  });

  it('plans with its share where other programs run on the machine', () => {
    const shared = { ...small, shareOfMemory: 0.5 };
    expect(phpChildren(shared)).toBeLessThan(phpChildren(small));
    expect(wsgiLimits({ ...small, shareOfMemory: 0.2 }).processes).toBe(2);
    expect(phpChildren({ memoryMiB: 512, vcpus: 2 })).toBe(4);
  });

  it('keeps workers for static files when every thread of the application waits', () => {
    for (const machine of [micro, small, large]) {
      const { processes, threads, maxRequestWorkers, serverLimit } = wsgiLimits(machine);
      expect(maxRequestWorkers).toBeGreaterThanOrEqual(processes * threads + 50);
      expect(maxRequestWorkers).toBe(serverLimit * 25);
    }
  });
});
