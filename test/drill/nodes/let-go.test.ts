import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { letGo } from '../../../drill/nodes/local-node';
import { needs, root } from '../../helpers/programs';

// systemd stops all processes of a system that it shuts down; the drill's own visitors of it then stood still for ever.
needs('nsenter', root)('what looks into a system that ends is let go on', async () => {
  const visitor = spawn('nsenter', [`--target=${process.pid}`, '--pid', '--', 'true']);
  visitor.kill('SIGSTOP');
  const ended = once(visitor, 'exit').then(() => undefined);
  await letGo(ended, process.pid);
  expect({ code: visitor.exitCode, signal: visitor.signalCode }).toEqual({ code: 0, signal: null });
});
