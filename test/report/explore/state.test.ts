import { History, linkedState, stateLink, toggled } from '../../../report/explore/page/state';

const IDS = ['one', 'two & three'];

test('a link holds a state, whatever names are in it', () => {
  const state = { stack: 1, lost: ['module.a["x y"].aws_instance.b', 'aws_instance.ü&='] };
  expect(linkedState(stateLink(state, IDS), IDS, () => true)).toEqual(state);
});

test('of a link to what is not there, nothing is lost', () => {
  expect(linkedState('#stack=gone&lost=a&lost=b&lost=b', IDS, (_, element) => element === 'b')).toEqual({
    stack: 0,
    lost: ['b'],
  });
  expect(linkedState('', IDS, () => true)).toEqual({ stack: 0, lost: [] });
});

test('a click loses one, the next one of a pile, and gives all back in the end', () => {
  expect(toggled(['a'], ['b'])).toEqual(['a', 'b']);
  expect(toggled(['a', 'b'], ['b'])).toEqual(['a']);
  expect(toggled(['p1'], ['p1', 'p2'])).toEqual(['p1', 'p2']);
  expect(toggled(['x', 'p1', 'p2'], ['p1', 'p2'])).toEqual(['x']);
});

test('undo goes back to the first state and no further', () => {
  const history = new History({ stack: 0, lost: [] });
  history.go({ stack: 0, lost: ['a'] });
  expect(history.canUndo).toBe(true);
  history.undo();
  history.undo();
  expect(history.now).toEqual({ stack: 0, lost: [] });
  expect(history.canUndo).toBe(false);
});
