import { restartAlways } from '../../../constructs/user-data/systemd';
import { BOOTED_SYSTEM, BootedSystem } from '../../helpers/booted-system';
import { needs } from '../../helpers/programs';

/** Where a machine's memory ends, the kernel kills one process. What systemd does with the others of its service it says itself. */
describe('services of several processes', () => {
  let system: BootedSystem | undefined;
  afterEach(() => system?.end(), 60_000);

  needs(...BOOTED_SYSTEM)(
    'go on without the one that is killed for want of memory',
    async () => {
      const units = ['php8.2-fpm.service', 'nginx.service', 'varnish.service'];
      system = await BootedSystem.boot(
        units.map((unit) => restartAlways(unit)).map(({ path, content }) => ({ path, content, mode: '0644' })),
      );
      const { stdout } = await system.run(
        `systemctl show -p OOMPolicy --value ${units.join(' ')}; systemctl show -p OOMPolicy --value memcached`,
      );
      expect(stdout.split(/\s+/).filter(Boolean)).toEqual(['continue', 'continue', 'continue', 'stop']);
    },
    240_000,
  );
});
