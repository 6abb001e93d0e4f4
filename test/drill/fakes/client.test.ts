import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeCertificates } from '../../../drill/fakes';
import { freePort, run } from '../../helpers/processes';
import { needs } from '../../helpers/programs';
import { PROJECT } from '../../helpers/synthesized';
import { WORLD } from './world';

/** A drill in a Node process of its own, where the compiled program lies beside its client. */
async function drillProgram(metadataPort: number, then: string): Promise<string[]> {
  const { authority: _, ...tls } = await makeCertificates(['localhost']);
  const settings = {
    world: WORLD,
    tls,
    metadata: { address: '127.0.0.1', port: metadataPort },
    api: { address: '127.0.0.1', port: 0 },
  };
  const program = `
const { Fakes } = require(${JSON.stringify(join(PROJECT, 'dist/drill/fakes/client.js'))});
const broken = (why) => console.log('broken: ' + why);
Fakes.start(${JSON.stringify(settings)}, { perform: async () => undefined, broken }).then(
  async (fakes) => { ${then} },
  (error) => console.log(error.message),
);`;
  return ['--eval', program];
}

describe('the fakes as a program', () => {
  const itRuns = needs('openssl');

  itRuns('says which address is taken', async () => {
    const port = await freePort();
    const holder = createServer().listen(port, '127.0.0.1');
    await once(holder, 'listening');
    const outcome = await run(process.execPath, await drillProgram(port, ''));
    holder.close();
    const words = `the fakes of AWS: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`;
    expect(outcome).toEqual({ status: 0, stdout: words, stderr: '' });
  });

  itRuns('ends when it is told, and lets its client end', async () => {
    const program = await drillProgram(0, "await fakes.stop(); console.log('ended');");
    expect(await run(process.execPath, program)).toEqual({ status: 0, stdout: 'ended\n', stderr: '' });
  });

  itRuns('ends when the drill is killed', async () => {
    const port = await freePort();
    const drill = spawn(process.execPath, await drillProgram(port, "console.log('ready');"));
    await once(drill.stdout, 'data');
    expect(await answers(port)).toBe(true);
    drill.kill('SIGKILL');
    while (await answers(port)) await delay(50);
  });
});

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
