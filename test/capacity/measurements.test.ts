import { readMeasurements } from '../../capacity/measurements';

const POINTS = [
  { n: 1, throughput: 10 },
  { n: 2, throughput: 18.5 },
  { n: 4, throughput: 31 },
  { n: 8, throughput: 44 },
];

test.each([
  ['commas and a header', 'n,throughput\n1,10\n2,18.5\n4,31\n8,44\n'],
  ['semicolons', '1;10\n2;18.5\n4;31\n8;44'],
  ['tabs and Windows line ends', 'n\tx\r\n1\t10\r\n2\t18.5\r\n4\t31\r\n8\t44\r\n'],
  ['blanks, comments and empty lines', '# of Monday\n\n1 10\n2 18.5\n  4   3.1e1\n8 44\n'],
  ['quotes and a byte order mark', '\uFEFF"n","x"\n"1","10"\n2,18.5\n4,31\n8,44\n'],
])('%s are read', (_, text) => {
  expect(readMeasurements(text, 3)).toEqual({ measurements: POINTS });
});

test.each([
  ['1,10\n2,x\n', 'line 2: "x" is no number'],
  ['1;10,5\n2;18\n4;31\n8;44', 'line 1: 3 columns; give two: n, and the throughput that was measured with n'],
  ['1\n', 'line 1: 1 columns; give two: n, and the throughput that was measured with n'],
  ['0.5,3\n', 'line 1: n is 0.5; nothing is measured with less than 1'],
  ['-1,3\n', 'line 1: n is -1; nothing is measured with less than 1'],
  ['1,0\n', 'line 1: the throughput is 0; it is above 0'],
  ['1,1e999\n', 'line 1: a number too large to be a measurement'],
  ['NaN,1\n2,3\n', undefined],
  ['1,10\n1,11\n1,12\n2,20\n2,21\n', /^2 different n; a law of 3 coefficients takes 4 at least/],
  ['', /^0 different n/],
  ['1,1\n'.repeat(10_001), /^more than 10000 lines/],
])('%j is refused with its place', (text, problem) => {
  const read = readMeasurements(text, 3);
  if (!('problems' in read)) throw new Error('it was read');
  if (typeof problem === 'string') expect(read.problems).toContain(problem);
  else if (problem) expect(read.problems[0]).toMatch(problem);
});

test('all faults are told at once', () => {
  const read = readMeasurements('0,1\n1,x\n1,-1\n', 3);
  expect('problems' in read && read.problems).toHaveLength(3);
});
