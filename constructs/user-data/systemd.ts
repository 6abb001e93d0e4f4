import type { ConfigFile } from './machine';

/** The sections of a unit file, in order; a value that is a list repeats its key. */
export type UnitSections = Readonly<Record<string, Readonly<Record<string, string | number | readonly string[]>>>>;

/** A systemd unit or drop-in as text. */
function unitText(sections: UnitSections): string {
  return Object.entries(sections)
    .map(([section, entries]) => {
      const lines = Object.entries(entries).flatMap(([key, value]) =>
        (Array.isArray(value) ? value : [value]).map((one) => `${key}=${one}`),
      );
      return [`[${section}]`, ...lines].join('\n');
    })
    .join('\n\n')
    .concat('\n');
}

/** A unit of our own under `/etc/systemd/system`. */
export function unit(name: string, sections: UnitSections): ConfigFile {
  return { path: `/etc/systemd/system/${name}`, content: unitText(sections) };
}

/** A drop-in that changes a distribution's unit without replacing it. */
export function dropIn(unitName: string, name: string, sections: UnitSections): ConfigFile {
  return { path: `/etc/systemd/system/${unitName}.d/${name}.conf`, content: unitText(sections) };
}

/**
 * Debian's units of keepalived, varnish, nginx, php-fpm and others stay down after a kill; this brings them
 * back after a second, without end (`StartLimitIntervalSec=0`). One process of several that is killed for want of memory is its
 * parent's to replace: systemd would stop them all.
 */
export function restartAlways(unitName: string): ConfigFile {
  return dropIn(unitName, 'nospof-restart', {
    Unit: { StartLimitIntervalSec: 0 },
    Service: { Restart: 'always', RestartSec: 1, OOMPolicy: 'continue' },
  });
}
