import { NODE_FILES } from '../../../model/node-files';
import type { Machine } from '../../../terraform/machine/machine';
import { parseShell } from '../../../terraform/machine/shell-commands';
import type { NodeFacts } from '../../../terraform/nodes';
import { shortName } from '../gap';
import type { NodeGap, NodeRule } from '../node-gap';
import { configuredName } from '../site';
import { FILES_NEED, PACKAGED_UNITS } from './programs';

/** What cloud-init itself is told: the name, packages, modes of files, and that setup is run. */
export const cloudInit: NodeRule = (node, site) => {
  const { machine, address } = node;
  if (machine.parts.size === 0) return [];
  const where = `user data of ${address}`;
  const name = configuredName(address, site);
  return [
    ...(machine.under('hostname') === name ? [] : [gap(`hostname: ${name}`, where)]),
    ...(machine.under('package_update') === true ? [] : [gap('package_update: true', where)]),
    ...(runs(machine, NODE_FILES.setup) ? [] : [gap(`${NODE_FILES.setup} in runcmd`, where)]),
    ...modes(node),
    ...packages(node),
  ];
};

/** Whether a program is run at the end of the first boot: as a line of a shell, or as a list of words (cloud-init, "runcmd"). */
function runs({ under }: Machine, program: string): boolean {
  const all = under('runcmd');
  return (
    Array.isArray(all) &&
    all.some((one) => {
      if (Array.isArray(one)) return one[0] === program;
      return typeof one === 'string' && parseShell(one)[0]?.words[0] === program;
    })
  );
}

/** The one file that is there before packages are installed, so that none of them starts anything. */
const FIRST = '/usr/sbin/policy-rc.d';

/** Files of packages, and what nodes change when their configuration does: nospof-files takes deferred files alone. */
const FOLLOWED =
  /^\/(usr\/(local\/(sbin\/nospof-|lib\/nospof\/)|lib\/ocf\/|sbin\/fence_)|etc\/(nospof\/|haproxy\/haproxy\.cfg|keepalived\/keepalived\.conf|apache2\/apache2\.conf|nginx\/nginx\.conf|mysql\/mariadb\.conf\.d\/70-nospof\.cnf|postgresql\/\d+\/main\/|corosync\/corosync\.conf|varnish\/default\.vcl|memcached\.conf|php\/.*|exports\.d\/nospof\.exports|systemd\/system\/(nospof-|srv-)[^/]*$))/;

/** A script needs its mode, and a file that is not deferred is in the way of the package that it belongs to. */
function modes({ machine, address }: NodeFacts): readonly NodeGap[] {
  const gaps: NodeGap[] = [];
  for (const [path, text] of machine.files) {
    const { permissions, defer } = machine.entries.get(path)?.attributes ?? {};
    const where = `${path} of ${shortName(address)}`;
    if (text.startsWith('#!') && !runsBy(permissions)) gaps.push(gap('a mode by which it runs (permissions)', where));
    if (FOLLOWED.test(path) && defer !== true) gaps.push(gap('defer: true', where));
  }
  if (machine.files.get(FIRST) !== '#!/bin/sh\nexit 101\n')
    gaps.push(gap(`${FIRST}, which keeps packages from starting services (exit 101)`, `user data of ${address}`));
  return gaps;
}

/** A mode in octal digits, as cloud-init takes a text, by which everybody runs a file. */
function runsBy(mode: unknown): boolean {
  const bits = typeof mode === 'string' && /^(0o?)?[0-7]{3,4}$/.test(mode) ? Number.parseInt(mode.slice(-3), 8) : 0;
  return (bits & 0o101) === 0o101;
}

/** Packages that files and started units belong to. */
function packages({ machine, address }: NodeFacts): readonly NodeGap[] {
  const installed = machine.packages;
  const needed = new Set<string>();
  for (const [path, text] of machine.files)
    for (const { path: of, says, packages: wanted } of FILES_NEED)
      if (of.test(path) && says.test(text) && !installed.some((one) => wanted.test(one)))
        needed.add(`the package ${packageName(wanted)}, for ${path}`);
  for (const { unit } of machine.serves) {
    for (const { packages: wanted, unit: of } of PACKAGED_UNITS)
      if (of.test(unit) && !installed.some((one) => wanted.test(one)))
        needed.add(`the package ${packageName(wanted)}, for the unit ${unit}`);
  }
  return [...needed].sort().map((lookedFor) => gap(lookedFor, `packages of ${shortName(address)}`));
}

/** A package's name out of the pattern that finds it. */
export function packageName(pattern: RegExp): string {
  return pattern.source.replace(/^\^|\$$/g, '').replaceAll(/\(-\\w\+\)\?|\[\\d\.\]\*|\\/g, '');
}

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'wrong-configuration', lookedFor, where };
}
