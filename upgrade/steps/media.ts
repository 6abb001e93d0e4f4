import type { DataMove } from '../data/moves';
import { blocked } from './blocked';
import { bucketCopy } from './buckets';
import type { MovePart, StepContext } from './context';
import { sourcesOf } from './files';
import { fateOf, readerOf, withMounted } from './kept-volume';

/** The steps for media that are kept elsewhere after the step: out of a bucket, or from a media server's kept volume into one. */
export function mediaMove(context: StepContext, move: DataMove): MovePart {
  const { from, to, users } = move;
  if (from.engine === 'cdn') return bucketCopy(context, move);
  if (to.engine !== 'cdn') {
    return blocked(move, {
      why: `a media server's files are copied into a bucket only, and ${to.tier} is none`,
      instead: `Leave the name ${from.tier}; or copy the files by hand while both are there.`,
    });
  }
  const [source] = sourcesOf(context, move);
  const volume = source?.volume;
  const reader = volume === undefined ? undefined : readerOf(context, users.after[0] ?? '', volume);
  if (volume === undefined || !reader || fateOf(context, volume) !== 'kept') {
    return blocked(move, {
      why: `the volume of ${from.tier} is not kept apart, or no node that may write to the bucket is in its zone`,
      instead: `Give it a line under 'keep:', and a node of ${users.after.join(' or ')} in its zone: the media are copied from there.`,
    });
  }
  const lines = ['aws s3 cp --recursive --only-show-errors /mnt/media "s3://$(cat /etc/nospof/media-bucket)/media"'];
  return {
    move,
    hold: [],
    steps: [
      {
        phase: 'copy',
        title: `Copy the media of ${from.tier} to ${to.tier}`,
        why: 'Names stay, and what visitors call them by changes: the application must make the new addresses.',
        commands: withMounted(context, volume, reader, lines),
        downtime: [],
        guide: 'move-data-from-a-kept-volume',
      },
    ],
  };
}
