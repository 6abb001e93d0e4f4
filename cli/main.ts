#!/usr/bin/env node
import { processIo } from './process-io';
import { run } from './program';
import { quickStart } from './quick-start';

quickStart();
run(process.argv.slice(2), processIo()).then((code) => {
  process.exitCode = code;
});
