import { Packages, unitsOf } from '../../../drill/base-image/packaged-units';
import { InstallProgress } from '../../../drill/base-image/progress';
import { imageName, recipeFor, SYSTEM_PACKAGES } from '../../../drill/base-image/recipe';
import { RELEASES } from '../../../model/releases';
import { SHIPPED } from '../../helpers/synthesized';
import { shippedPlan } from '../plans';

const STATUS = `Package: web
Status: install ok installed
Depends: lib (>= 1), daemon:any | other
Recommends: extra

Package: lib
Status: install ok installed

Package: daemon-impl
Status: install ok installed
Provides: daemon (= 2)
Recommends: system

Package: extra
Status: install ok installed

Package: gone
Status: deinstall ok config-files

Package: system
Status: install ok installed
Recommends: mailer

Package: mailer
Status: install ok installed
`;

describe('units that packages enable', () => {
  const packages = new Packages(STATUS);

  test('come with what a package depends on and recommends, but not with what the system had before', () => {
    const system = packages.needed(['system']);
    expect([...system]).toEqual(['system']);
    expect([...packages.installedWith(['web', 'gone'], system)].sort()).toEqual(['daemon-impl', 'extra', 'lib', 'web']);
  });

  test('are those of the installed packages alone', () => {
    const lines = 'daemon-impl daemon.service\nmailer mailer.service\nweb web.socket\n';
    expect(unitsOf(new Set(['web', 'daemon-impl']), lines)).toEqual(['daemon.service', 'web.socket']);
  });
});

test('one image serves every shipped topology', () => {
  const plans = SHIPPED.map((name) => shippedPlan(name));
  const names = plans.map(({ release, packages }) => imageName(recipeFor(release, packages)));
  expect(new Set(names)).toEqual(new Set(plans.map(({ release }) => imageName(recipeFor(release, [])))));
  expect(new Set(names).size).toBe(1);
});

test('a package of one’s own is another image, and so is another release', () => {
  const usual = imageName(recipeFor(RELEASES['debian-13'], []));
  expect(imageName(recipeFor(RELEASES['debian-13'], ['redis-server']))).not.toBe(usual);
  expect(imageName(recipeFor(RELEASES['debian-12'], []))).not.toBe(usual);
  expect(usual).toMatch(/^trixie-/);
  expect(SYSTEM_PACKAGES).toContain('cloud-init');
});

test('progress grows with every package and reaches the end only at the end', () => {
  const progress = new InstallProgress();
  expect(progress.fraction).toBe(0);
  progress.read('0 upgraded, 1 newly installed, 0 to remove and 0 not upgraded.');
  progress.read('Get:1 http://deb.debian.org/debian bookworm/main amd64 a all 1 [1 B]');
  const early = progress.fraction;
  expect(early).toBeGreaterThan(0);
  expect(early).toBeLessThan(0.01);
  progress.read('0 upgraded, 1 newly installed, 0 to remove and 0 not upgraded.');
  for (const line of ['Get:2 x', 'Unpacking a (1) ...', 'Setting up a (1) ...', 'Unpacking b', 'Setting up b']) {
    progress.read(line);
  }
  expect(progress.fraction).toBe(0.99);
});
