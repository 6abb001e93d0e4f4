import type { Problem } from '../diagnostic';
import { type Draft, isHeaderSound, soundTiers } from '../draft';
import { recordOf, type Tier } from '../kinds';

/** Tags that the user may give: an object in S3 has ten at most (S3 user guide, "object tags"), and one is the site's own. */
const MOST_TAGS = 9;

/** More tags than AWS takes on each of the site's resources. */
export function tooManyTags(draft: Draft): readonly Problem[] {
  const count = Object.keys(draft.topology.tags).length;
  if (!isHeaderSound(draft, 'tags') || count <= MOST_TAGS) return [];
  return [
    {
      code: 'too-many-tags',
      path: ['tags'],
      at: 'key',
      value: String(count),
      message: `${count} tags, and every object in S3 would get them beside nospof:site`,
      allowed: `at most ${MOST_TAGS} tags`,
      fix: 'delete those that every resource can do without',
    },
  ];
}

/**
 * Letters that site and tier may have together, for the prefix `SITE-TIER-`: 38 for a role's (the AWS provider's
 * validation of `name_prefix`), 37 for a bucket's (of `bucket_prefix`).
 */
function longestTogether({ kind }: Tier): number {
  const { stores } = recordOf(kind);
  return (stores !== 'nothing' && stores.on === 'bucket' ? 37 : 38) - '--'.length;
}

/** Site and tier together are too long for a name in AWS that holds both. */
export function namesTooLong(draft: Draft): readonly Problem[] {
  const { name: site } = draft.topology;
  if (!isHeaderSound(draft, 'name')) return [];
  return soundTiers(draft).flatMap((tier): readonly Problem[] => {
    const most = longestTogether(tier);
    const length = site.length + tier.name.length;
    if (length <= most) return [];
    return [
      {
        code: 'name-too-long',
        path: ['tiers', tier.name],
        at: 'key',
        value: `${site}-${tier.name}`,
        message: `the site and this tier have ${length} letters together, too long for AWS names that hold both`,
        allowed: `at most ${most} letters of ${site} and the tier together`,
        fix: `give the tier a name of at most ${most - site.length} letters`,
      },
    ];
  });
}

/** How names in AWS may not begin: security groups (EC2) and buckets (S3 user guide, "General purpose bucket naming rules"). */
const RESERVED_BEGINNINGS: readonly (readonly [beginning: string, what: string])[] = [
  ['sg-', 'security groups'],
  ['xn--', 'buckets'],
  ['sthree-', 'buckets'],
  ['amzn-s3-demo-', 'buckets'],
];

/** The site's name makes names that AWS keeps for itself. */
export function reservedNames(draft: Draft): readonly Problem[] {
  const { name } = draft.topology;
  const reserved = RESERVED_BEGINNINGS.find(([beginning]) => `${name}-`.startsWith(beginning));
  if (!isHeaderSound(draft, 'name') || !reserved) return [];
  const [beginning, what] = reserved;
  return [
    {
      code: 'reserved-name',
      path: ['name'],
      at: 'value',
      value: name,
      message: `AWS takes no names of ${what} that begin with ${beginning}`,
      allowed: `a name that, with a dash behind it, does not begin with ${RESERVED_BEGINNINGS.map(([one]) => one).join(', ')}`,
      fix: 'choose another name',
    },
  ];
}
