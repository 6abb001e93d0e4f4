import { INSTANCE_TYPES, instanceType, isRegion, nameableZonesOf, REGIONS, zonesOf } from '../../model';

describe('instance types', () => {
  test.each([
    ['t3.small', 2, 2048, 'amd64', true],
    ['t4g.2xlarge', 8, 32768, 'arm64', true],
    ['m6i.32xlarge', 128, 524288, 'amd64', false],
    ['m7g.medium', 1, 4096, 'arm64', false],
    ['c6a.48xlarge', 192, 393216, 'amd64', false],
    ['r7i.large', 2, 16384, 'amd64', false],
  ] as const)('%s has %i vCPUs and %i MiB', (name, vcpus, memoryMiB, architecture, burstable) => {
    expect(instanceType(name)).toEqual({ name, vcpus, memoryMiB, architecture, burstable });
  });

  test('do not hold sizes that a family lacks', () => {
    for (const name of ['t3.4xlarge', 'm6i.medium', 'm7i.32xlarge', 'c7g.24xlarge', 'r6i.48xlarge', 'm6i.metal']) {
      expect(INSTANCE_TYPES.has(name)).toBe(false);
      expect(() => instanceType(name)).toThrow(RangeError);
    }
  });
});

describe('regions', () => {
  test('have zones that are called after them', () => {
    for (const region of REGIONS) {
      expect(zonesOf(region).length).toBeGreaterThanOrEqual(2);
      for (const zone of zonesOf(region)) expect(zone).toMatch(new RegExp(`^${region}[a-f]$`));
    }
    // Most accounts have no t3 in us-east-1e: it is chosen only by name.
    expect(zonesOf('us-east-1')).not.toContain('us-east-1e');
    expect(nameableZonesOf('us-east-1')).toContain('us-east-1e');
    expect(isRegion('cn-north-1')).toBe(false);
  });
});
