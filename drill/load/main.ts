/** The visitors' process: it is started in their network namespace and takes its orders over IPC. */
import { crowd } from './crowd';
import { Generator } from './generator';
import type { LoadCommand, LoadMessage, LoadOptions } from './protocol';
import { readBack } from './read-back';

/** Milliseconds between reports. */
const REPORT_EVERY = 250;

let options: LoadOptions | undefined;
let generator: Generator | undefined;

function tell(message: LoadMessage): void {
  if (process.connected) process.send?.(message);
}

function report(): void {
  if (generator) tell({ type: 'requests', ...generator.drain() });
}

async function obey(command: LoadCommand): Promise<void> {
  switch (command.type) {
    case 'start':
      options = command.options;
      generator = new Generator(options);
      generator.start();
      setInterval(report, REPORT_EVERY);
      break;
    case 'pause':
      generator?.pause();
      break;
    case 'resume':
      generator?.start();
      break;
    case 'rate':
      generator?.setRate(command.rate);
      break;
    case 'read-back': {
      const results = options ? await readBack(command.writes, options) : [];
      tell({ type: 'looked-up', number: command.number, results });
      break;
    }
    case 'crowd':
      if (!options) break;
      tell({ type: 'measured', number: command.number, measurement: await crowd(command.crowd, options) });
      break;
  }
}

process.on('message', (command: LoadCommand) => void obey(command));
// Without the drill nobody waits for an answer.
process.on('disconnect', () => process.exit(0));
// The drill decides when it is over: Ctrl-C reaches the whole group of processes.
process.on('SIGINT', () => undefined);
tell({ type: 'ready' });
