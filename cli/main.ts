#!/usr/bin/env node
import { processIo } from './process-io';

/** Each way in loads only what it needs. */
function start([command, ...rest]: readonly string[]) {
  if (command === 'cutsets') {
    const { startCutsets }: typeof import('./cutsets-start') = require('./cutsets-start');
    return startCutsets(rest, processIo());
  }
  const { quickStart }: typeof import('./quick-start') = require('./quick-start');
  const { run }: typeof import('./program') = require('./program');
  quickStart();
  return run(process.argv.slice(2), processIo());
}

start(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
