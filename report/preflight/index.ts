import { createColors } from 'picocolors';
import { isOptIn } from '../../model/regions';
import { hasNodes } from '../../model/tiers';
import type { Topology } from '../../model/topology';
import type { QuotaNeed } from '../../terraform/quotas';
import { reportTable } from '../table';

/** What an account must have before a site is deployed into it. */
export interface Preflight {
  readonly id: string;
  readonly file: string;
  readonly topology: Topology;
  readonly needs: readonly QuotaNeed[];
  /** What the account has of a quota, by its code, where it is known to be more than a new account has. */
  readonly has: Readonly<Record<string, number>>;
}

export const PREFLIGHT_FORMATS = { text: preflightText, json: preflightJson } as const;
export type PreflightFormat = keyof typeof PREFLIGHT_FORMATS;

/** Quotas of which a site needs more than the account has. */
export function shortOf({ needs, has }: Preflight): readonly QuotaNeed[] {
  return needs.filter((need) => need.needed > held(need, has));
}

function held({ quota }: QuotaNeed, has: Preflight['has']): number {
  return has[quota.code] ?? quota.standard;
}

function preflightText(sites: readonly Preflight[], color: boolean): string {
  return sites.map((site) => siteText(site, color)).join('\n');
}

function siteText(site: Preflight, color: boolean): string {
  const { bold } = createColors(color);
  const { topology, needs, has } = site;
  const short = shortOf(site);
  const rows = needs.map((need) => {
    const enough = need.needed <= held(need, has);
    return [need.quota.name, String(need.needed), String(held(need, has)), enough ? '–' : `ask: ${need.quota.code}`];
  });
  const title =
    short.length === 0
      ? `its quotas suffice in ${topology.region}`
      : `needs more than the account's quotas in ${topology.region}`;
  const list = reportTable(['quota', 'needed', 'has', ''], rows, { color, rightAligned: [1, 2] });
  return [
    `${bold(site.id)}: ${title}`,
    indented(list),
    ...short.map(
      ({ quota, needed }) =>
        `  aws service-quotas request-service-quota-increase --region ${topology.region} --service-code ${quota.service} --quota-code ${quota.code} --desired-value ${Math.ceil(needed)}`,
    ),
    ...accountSteps(topology).map(
      ({ what, command }) => `  ${what}${command === undefined ? '' : `:\n    ${command}`}`,
    ),
    '  What else the account runs in this region counts beside it. A quota may be raised in minutes or in days.',
    '',
  ].join('\n');
}

/** What an account does by hand, and a command that shows whether it is done. */
interface AccountStep {
  readonly code: string;
  readonly what: string;
  readonly command?: string;
}

/** In the order in which a deploy meets them. */
function accountSteps(topology: Topology): readonly AccountStep[] {
  const { region, tiers, alarms, state } = topology;
  const nodes = tiers.filter(hasNodes);
  const types = [...new Set(nodes.map(({ size }) => size))].sort();
  const zone = tiers.find((tier) => tier.kind === 'haproxy' && tier.hostedZone !== undefined);
  return [
    ...(isOptIn(region)
      ? [
          {
            code: 'region-disabled',
            what: `${region} is disabled in an account until somebody enables it, which takes minutes`,
            command: `aws account enable-region --region-name ${region}`,
          },
        ]
      : []),
    ...(state === undefined
      ? []
      : [
          {
            code: 'state-bucket',
            what: 'The bucket of the state must exist',
            command: `aws s3api head-bucket --bucket ${state.bucket}`,
          },
        ]),
    {
      code: 'types-in-zones',
      what: `Not every zone of every account has ${types.join(', ')}; this lists those that do`,
      command: `aws ec2 describe-instance-type-offerings --region ${region} --location-type availability-zone --filters Name=instance-type,Values=${types.join()} --query 'InstanceTypeOfferings[].[Location,InstanceType]' --output text`,
    },
    ...(zone?.kind === 'haproxy'
      ? [
          {
            code: 'hosted-zone',
            what: 'The hosted zone must exist, and the domain be delegated to it',
            command: `aws route53 get-hosted-zone --id ${zone.hostedZone}`,
          },
        ]
      : []),
    ...(tiers.some(({ kind }) => kind === 'cdn')
      ? [
          {
            code: 'cloudfront-unverified',
            what: 'CloudFront refuses new accounts until AWS has verified them: ask AWS support to, before the first apply',
          },
        ]
      : []),
    ...(alarms === undefined
      ? []
      : [
          {
            code: 'mail-unconfirmed',
            what: `SNS mails ${alarms.email} a link, and sends no alarm before somebody followed it`,
            command: `aws sns list-subscriptions --region ${region}`,
          },
        ]),
  ];
}

function preflightJson(sites: readonly Preflight[]): string {
  const report = {
    format: 'nospof-preflight',
    version: 1,
    sites: sites.map((site) => ({
      id: site.id,
      file: site.file,
      region: site.topology.region,
      enough: shortOf(site).length === 0,
      quotas: site.needs.map((need) => {
        const { service, code, name, standard } = need.quota;
        return { service, code, name, needed: need.needed, has: held(need, site.has), standard };
      }),
      account: accountSteps(site.topology).map(({ code, what, command }) => ({ code, what, command: command ?? null })),
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ').trimEnd();
}
