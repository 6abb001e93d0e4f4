import { existsSync } from 'node:fs';
import { valkeyPart } from '../../../../constructs/user-data/valkey';
import { type Need, needs } from '../../../helpers/programs';
import { DAEMONS_ROOT } from '../../../helpers/release-root';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { NODES, rigFiles, SECRETS } from './rig';

const VALKEY: Need = {
  what: `valkey-server below ${DAEMONS_ROOT}, made as root by \`npm run images\``,
  met: existsSync(`${DAEMONS_ROOT}/usr/bin/valkey-server`),
};
const itRuns = needs(VALKEY, scratchRoot);
const LIMIT = 180_000;

const [NODE] = NODES;

async function run(keeps: 'sessions' | 'cache', script: string, memoryMiB = 64): Promise<string> {
  const files = rigFiles({ keeps, memoryMiB }, NODE ? [NODE] : []);
  const [outcome] = await runInScratchRoot({ root: DAEMONS_ROOT, files, commands: [`. /rig.sh\n${script}`] });
  if (outcome?.status !== 0) throw new Error(`${outcome?.stderr}\n${outcome?.stdout}`);
  return outcome.stdout.trim();
}

const UP = 'boot 1; steps 1; start 1; until_says 1 primary 200; proxy; sites';

describe('a single Valkey', () => {
  it('keeps no password in what is rendered', () => {
    const part = valkeyPart({ keeps: 'sessions', memoryMiB: 64, listen: '10.20.1.10', secrets: SECRETS });
    const text = JSON.stringify(part.files);
    expect(text).not.toMatch(/requirepass|masterauth/);
  });

  itRuns(
    'serves the sample site in both languages by its settings alone, and loses no session by a crash',
    async () => {
      const said = await run(
        'sessions',
        `${UP}
for port in 8001 8002; do echo $port $(visit $port one) $(visit $port one); done
(for port in 8001 8002; do visit $port one > /during-$port & done; wait) & visiting=$!
crash 1
sleep 1
start 1
wait $visiting
cat /during-8001 /during-8002
for port in 8001 8002; do visit $port one; done`,
      );
      const [python, php, ...counts] = said.split('\n');
      expect([python, php]).toEqual(['8001 1 2', '8002 1 2']);
      // One whose answer was lost is counted twice.
      const [duringPython = 0, duringPhp = 0, afterPython, afterPhp] = counts.map(Number);
      expect(Math.min(duringPython, duringPhp)).toBeGreaterThanOrEqual(3);
      expect([afterPython, afterPhp]).toEqual([duringPython + 1, duringPhp + 1]);
    },
    LIMIT,
  );

  itRuns(
    'answers nobody without a password, and lets the application neither configure it nor look at all keys',
    async () => {
      const said = await run(
        'sessions',
        `${UP}
node 1 valkey-cli ping 2>&1
node 1 valkey-cli --no-auth-warning --user site -a wrong ping 2>&1 | head -1
for command in "config get maxmemory" "keys a" flushall shutdown "acl list"; do as_site 1 $command; done
as_site 1 set a b`,
      );
      const lines = said.split('\n').filter((line) => line !== '');
      expect(lines[0]).toMatch(/NOAUTH/);
      expect(lines[1]).toMatch(/WRONGPASS|NOAUTH/);
      expect(lines.slice(2).map((line) => line.split(' ')[0])).toEqual([...Array(5).fill('NOPERM'), 'OK']);
    },
    LIMIT,
  );

  itRuns(
    'says that its memory is nearly full before it refuses sessions',
    async () => {
      const said = await run(
        'sessions',
        `${UP}
echo $(asks 1 primary) $(asks 1 room)
as_site 1 eval 'for i = 1, 160 do redis.call("set", i, string.rep("x", 100000)) end' 0
until_says 1 room 503
echo $(asks 1 primary) $(visit 8001 one)
for try in 1 2; do as_site 1 eval 'for i = 161, 200 do redis.call("set", i, string.rep("x", 100000)) end' 0; done | cut -c 1-7
visit 8001 two; visit 8002 two`,
        20,
      );
      expect(said.split('\n').filter((line) => line !== '')).toEqual([
        '200 200',
        '200 1',
        expect.stringMatching(/OOM|ERR/),
        'status 503',
        'status 503',
      ]);
    },
    LIMIT,
  );

  itRuns(
    'puts away what a cache holds where its memory is full, and begins empty',
    async () => {
      const said = await run(
        'cache',
        `${UP}
as_site 1 eval 'for i = 1, 400 do redis.call("set", i, string.rep("x", 100000)) end' 0
echo $(asks 1 primary) $(asks 1 room) $(( $(as_site 1 dbsize) < 400 ))
crash 1; until_says 1 primary 503; start 1; until_says 1 primary 200
as_site 1 dbsize
as_site 1 flushall`,
        14,
      );
      expect(said.split('\n').filter((line) => line !== '')).toEqual(['200 200 1', '0', 'OK']);
    },
    LIMIT,
  );
});
