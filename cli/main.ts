#!/usr/bin/env node
import { bundleFile, compiled, exportsOf } from './bundle';

/** Each way in loads only what it needs. */
function start([command, ...rest]: readonly string[]): void {
  if (command === 'cutsets') {
    cutsetsModule().cutsetsProcess(rest);
    return;
  }
  const { processIo }: typeof import('./process-io') = require('./process-io');
  const { quickStart }: typeof import('./quick-start') = require('./quick-start');
  const { run }: typeof import('./program') = require('./program');
  quickStart();
  run(process.argv.slice(2), processIo()).then((code) => {
    process.exitCode = code;
  });
}

/** From its bundle; by itself where there is none, as without the last step of the build. */
function cutsetsModule(): typeof import('./cutsets-process') {
  const script = compiled(bundleFile('cutsets-process'));
  return script === undefined ? require('./cutsets-process') : exportsOf(script);
}

start(process.argv.slice(2));
