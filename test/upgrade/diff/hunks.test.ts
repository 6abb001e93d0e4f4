import { applyPatch } from 'diff';
import fc from 'fast-check';
import { hunks } from '../../../upgrade/diff/machines/hunks';

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));

test('applied to the old text they give the new one', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const patch = {
        oldFileName: 'x',
        newFileName: 'x',
        hunks: hunks(before, after).map((hunk) => ({ ...hunk, lines: [...hunk.lines] })),
      };
      expect(applyPatch(before, { ...patch, index: undefined, oldHeader: undefined, newHeader: undefined })).toBe(
        after,
      );
    }),
  );
});

test('what goes stands before what comes', () => {
  expect(hunks('one\ntwo\nthree\n', 'one\nzwei\nthree\n')).toEqual([
    { oldStart: 1, oldLines: 3, newStart: 1, newLines: 3, lines: [' one', '-two', '+zwei', ' three'] },
  ]);
  expect(hunks('one\nzwei\nthree\n', 'one\ntwo\nthree\n')[0]?.lines).toEqual([' one', '-zwei', '+two', ' three']);
});
