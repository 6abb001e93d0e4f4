import { optimizeLate } from '../../cli/cutsets-optimizer';

test.each([
  ['is not there', 'none.xml'],
  ['goes through a file', `${__filename}/model.xml`],
  ['is too long', 'a'.repeat(300)],
])('leaves it to the reader to refuse a path that %s', (_, path) => {
  expect(() => optimizeLate(['--order', '2', path])).not.toThrow();
});
