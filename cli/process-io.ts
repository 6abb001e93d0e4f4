import type { Io } from './io';

/** The world of this process. */
export function processIo(): Io {
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    cwd: process.cwd(),
    env: process.env,
    color: process.stdout.isTTY === true && process.stderr.isTTY === true && !process.env.NO_COLOR,
    interactive: process.stderr.isTTY === true,
  };
}
