import { existsSync } from 'node:fs';
import { needs } from './programs';
import { runInScratchRoot, scratchRoot } from './scratch-root';

describe('a scratch root', () => {
  needs(scratchRoot)('has the machine files at their paths and its address, and leaves nothing behind', async () => {
    const [cat, ip, wrong] = await runInScratchRoot({
      files: [{ path: '/etc/nospof-scratch/a', content: 'x\n', mode: '0600' }],
      privateIp: '10.20.0.20',
      commands: [
        'cat /etc/nospof-scratch/a; stat -c %a /etc/nospof-scratch/a',
        'ip -o -4 address show dev ens5',
        'exit 3',
      ],
    });
    expect(cat).toEqual({ status: 0, stdout: 'x\n600\n', stderr: '' });
    expect(ip?.stdout).toContain('10.20.0.20');
    expect(wrong?.status).toBe(3);
    expect(existsSync('/etc/nospof-scratch')).toBe(false);
  });
});
