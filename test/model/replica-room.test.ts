import { ARBITER_BYTES_PER_INODE, arbiterGiB, BYTES_PER_INODE } from '../../model/replica-room';

test('an arbiter has room for a name of every file that the others can hold', () => {
  for (const storageGiB of [1, 9, 10, 20, 41, 50, 400, 16_384]) {
    expect(arbiterGiB(storageGiB) / ARBITER_BYTES_PER_INODE).toBeGreaterThanOrEqual(storageGiB / BYTES_PER_INODE);
    expect(arbiterGiB(storageGiB)).toBeLessThanOrEqual(storageGiB);
  }
});

test('an arbiter that stands never has to shrink', () => {
  expect([5, 10, 20, 40, 41, 400].map(arbiterGiB)).toEqual([5, 10, 10, 10, 11, 100]);
});
