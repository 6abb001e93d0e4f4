#!/usr/bin/env node
import { processIo } from './process-io';
import { run } from './program';
import { quickStart } from './quick-start';

/** What no command awaits ends without a verdict, too. */
process.on('uncaughtException', (error) => {
  process.stderr.write(`nospof: a fault of its own: ${process.env.NOSPOF_DEBUG ? error.stack : error.message}\n`);
  process.exit(2);
});

quickStart();
run(process.argv.slice(2), processIo()).then((code) => {
  process.exitCode = code;
});
