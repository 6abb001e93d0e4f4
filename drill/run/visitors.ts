import { STREAM_NAMES, STREAMS, type StreamName } from '../../analysis/drill/streams';
import { fields } from '../../analysis/terraform/values';
import type { Target } from '../load/protocol';
import type { DrillPlan, LeftOut } from '../plan';

const SITE_FILE = '/etc/nospof/site.json';

/** Where visitors of a plan's site go. */
export function targetOf({ addresses, domain, hosts }: DrillPlan): Target {
  const [address] = addresses;
  if (!address) throw new RangeError('the site has no public address');
  const https = hosts.some(({ kind }) => kind === 'haproxy');
  return { address: address.publicIp, host: domain ?? address.publicIp, https };
}

/** The streams that a plan's site has, by what its application is told to use. */
export function streamsOf({ hosts }: DrillPlan): readonly StreamName[] {
  const texts = hosts.flatMap(({ files }) => files.get(SITE_FILE) ?? []);
  const parts = texts.map((text) => fields(JSON.parse(text)));
  return STREAM_NAMES.filter((name) => {
    const { part } = STREAMS[name];
    return part === undefined || parts.some((site) => site[part] !== undefined && site[part] !== null);
  });
}

/** The streams that a site does not have, and why. */
export function missingStreams(streams: readonly StreamName[]): readonly LeftOut[] {
  return STREAM_NAMES.filter((name) => !streams.includes(name)).map((name) => ({
    what: `stream: ${STREAMS[name].title}`,
    why: `the site's application has no ${STREAMS[name].part} of its own`,
  }));
}
