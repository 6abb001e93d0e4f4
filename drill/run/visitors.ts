import { NODE_FILES } from '../../model/node-files';
import { fields } from '../../terraform/values';
import type { LeftOut } from '../judging/outcome';
import { STREAM_NAMES, STREAMS, type StreamName } from '../judging/streams';
import { skipsUploads } from '../kernel';
import type { LoadTarget } from '../load/protocol';
import type { DrillPlan } from '../plan';

const SITE_FILE = NODE_FILES.site;

/** Where visitors of a plan's site go. */
export function targetOf({ addresses, domain, https }: DrillPlan): LoadTarget {
  const address = addresses.find(({ visited }) => visited);
  if (!address) throw new RangeError('the site has no public address');
  return { address: address.publicIp, host: domain ?? address.publicIp, https };
}

/** The streams of a plan's site, by what its application is told to use and what this machine can run of it. */
export function streamsOf(plan: DrillPlan): readonly StreamName[] {
  return STREAM_NAMES.filter((name) => whyMissing(name, plan) === undefined);
}

/** The streams that a drill does not have, and why. */
export function missingStreams(plan: DrillPlan): readonly LeftOut[] {
  return STREAM_NAMES.flatMap((name) => {
    const why = whyMissing(name, plan);
    return why === undefined ? [] : [{ what: `stream: ${STREAMS[name].title}`, why }];
  });
}

function whyMissing(name: StreamName, { nodes }: DrillPlan): string | undefined {
  const { part } = STREAMS[name];
  if (part === undefined) return undefined;
  const sites = nodes.flatMap(({ files }) => files.get(SITE_FILE) ?? []).map((text) => fields(JSON.parse(text)));
  if (sites.every((site) => site[part] === undefined || site[part] === null))
    return `the site's application has no ${part} of its own`;
  const skipped = part === 'uploads' && nodes.some(({ files, skippedUnits }) => skipsUploads(files, skippedUnits));
  return skipped ? "its files are on NFS, which this machine's kernel does not have" : undefined;
}
