import { readFileSync, statSync } from 'node:fs';
import { reason } from './reason';

/** What could not be read, and why, in words; the file itself is named by whoever shows it. */
class UnreadableInput extends Error {
  override readonly name = 'UnreadableInput';
}

/** Pipes that a shell makes for `<(command)` and for standard input: whoever writes is there. */
const OF_A_SHELL = /^\/(dev|proc)\//;

/**
 * The bytes of a file, or of a pipe that a shell made. Nothing else that lies about in a folder is opened: a named pipe would
 * be waited for, for ever, and a device has no end.
 * @param mostBytes @default 2 GiB, which Node.js does not read either
 * @throws UnreadableInput
 */
export function inputBytes(path: string, mostBytes = 2 ** 31 - 1): Buffer {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw new UnreadableInput('it is a folder');
    if (!stat.isFile() && !(stat.isFIFO() && OF_A_SHELL.test(path)))
      throw new UnreadableInput('it is no file; a pipe or a device is not waited for');
    if (stat.size > mostBytes) throw new UnreadableInput(tooLarge(stat.size, mostBytes));
    const bytes = readFileSync(path);
    if (bytes.length > mostBytes) throw new UnreadableInput(tooLarge(bytes.length, mostBytes));
    return bytes;
  } catch (error) {
    throw error instanceof UnreadableInput ? error : new UnreadableInput(reason(error));
  }
}

function tooLarge(bytes: number, most: number): string {
  return `${Math.round(bytes / 1e6)} MB; at most ${Math.floor(most / 2 ** 20)} MiB are read`;
}
