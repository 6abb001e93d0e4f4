#!/usr/bin/env node
import { endOnFault, processIo } from './process-io';
import { run } from './program';
import { quickStart } from './quick-start';

endOnFault();
quickStart();
run(process.argv.slice(2), processIo()).then((code) => {
  process.exitCode = code;
});
