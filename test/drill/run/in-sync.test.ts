import { type AskedNode, healed } from '../../../drill/run/in-sync';
import { NODE_FILES } from '../../../model/node-files';

/** Three bricks without anything to heal, that hold so many files. */
function bricks(counts: readonly number[], entries = 0): readonly AskedNode[] {
  const hosts = counts.map((_, index) => `10.0.0.${index + 1}`);
  const info = hosts.map((host) => `Brick ${host}:/srv/data/brick\nStatus: Connected\nNumber of entries: ${entries}\n`);
  return counts.map((count, index) => ({
    plan: {
      tier: 'uploads',
      files: new Map([
        [
          NODE_FILES.gluster,
          `volume=uploads self=${hosts[index]} brick=/srv/data/brick\nlayout=(replica 3)\nnodes=(${hosts.join(' ')})\n`,
        ],
      ]),
    },
    run: async (command) => ({
      status: 0,
      stdout: command.at(-1)?.includes('heal') ? info.join('\n') : `${count}\n`,
    }),
  }));
}

test('a GlusterFS volume is in sync when nothing is to heal and all bricks of a set hold as many files', async () => {
  expect(await healed(bricks([7, 7, 7]))).toBe(true);
  expect(await healed(bricks([7, 7, 7], 1))).toBe(false);
  // The third one was replaced, and its crawl has not come to all files.
  expect(await healed(bricks([7, 7, 3]))).toBe(false);
  expect(await healed(bricks([7, 7, 7, 2, 2, 2]))).toBe(true);
});
