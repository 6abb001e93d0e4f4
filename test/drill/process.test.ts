import { attempt, ProcessError, runProcess } from '../../drill/process';
import { needs } from '../helpers/programs';

needs('cat')('a program’s output is returned, and its lines are told as they come', async () => {
  const lines: string[] = [];
  const stdout = await runProcess(['sh', '-c', 'cat; echo two >&2; printf "three\\nfour"'], {
    input: 'one\n',
    onLine: (line) => lines.push(line),
  });
  expect(stdout).toBe('one\nthree\nfour');
  expect(lines.sort()).toEqual(['one', 'three', 'two']);
});

needs('false')('a failure is told with the program’s last words', async () => {
  await expect(runProcess(['sh', '-c', 'echo no such thing >&2; exit 3'])).rejects.toThrow(
    /^sh -c .* … ended with status 3: no such thing$/,
  );
  expect(await attempt(['false'])).toMatchObject({ status: 1 });
});

test('a program that is not there is an error of its own', async () => {
  await expect(runProcess(['/nowhere/at-all'])).rejects.toBeInstanceOf(ProcessError);
});

test('a program that is not there keeps nobody from his end', () => {
  const timers = () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
  const before = timers();
  return runProcess(['/nowhere/at-all'])
    .catch(() => timers())
    .then((after) => expect(after).toBe(before));
});

needs('sleep')('a program that takes too long is killed', async () => {
  expect(await attempt(['sleep', '60'], { timeout: 50 })).toMatchObject({ status: 128 });
});

needs('sleep')('who interrupts gets his own reason back, not the program’s', async () => {
  const controller = new AbortController();
  const running = runProcess(['sleep', '60'], { signal: controller.signal });
  controller.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
});
