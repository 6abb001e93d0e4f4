/** What `os` of a topology may be. */
export type OperatingSystem = 'debian-12' | 'debian-13';

/**
 * A release of Debian, as far as nodes differ by it. Whatever depends on the release is taken from its record: no other
 * file spells the version of a program.
 */
export interface DebianRelease {
  readonly os: OperatingSystem;
  /** As a person says it: `Debian 13`. */
  readonly title: string;
  /** Name of the suite in Debian's archive. */
  readonly suite: string;
  /** Debian's public SSM parameter that names the newest official AMI; an architecture follows, as `/amd64`. */
  readonly imageParameter: string;
  /** Last days of Debian's regular support and of its long-term support, of a part of the packages, as `2028-08-09`. */
  readonly support: { readonly regular: string; readonly longTerm: string; readonly source: string };
  /** PHP's version, as it stands in names of packages, programs, units and paths. */
  readonly php: string;
  /** Versions of the other programs that nodes run, for those who read about them. */
  readonly programs: Readonly<Record<ReleaseProgram, string>>;
}

/** A program whose version a reader of a release asks for. */
export type ReleaseProgram =
  | 'cloud-init'
  | 'corosync'
  | 'GlusterFS'
  | 'haproxy'
  | 'keepalived'
  | 'MariaDB'
  | 'Pacemaker'
  | 'PostgreSQL'
  | 'Python'
  | 'systemd'
  | 'Varnish';
