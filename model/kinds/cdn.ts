import * as f from '../schema/fields';
import { managedKind } from './record';

const DEFAULTS = { priceClass: 'europe-america' } as const;

export const cdn = managedKind({
  kind: 'cdn',
  about: 'Media files in an S3 bucket behind Amazon CloudFront. It has no nodes.',
  offers: 'media from CloudFront',
  defaults: DEFAULTS,
  keys: {
    priceClass: f
      .choiceOf(['europe-america', 'no-south-america-oceania', 'all'])
      .default(DEFAULTS.priceClass)
      .describe(
        'Edge locations in use: fewer are cheaper, more are nearer. CloudFront price classes 100, 200 and all.',
      ),
  },
  role: 'media',
  namedIn: ['web.needs'],
  stores: { what: ['media'], on: 'bucket', copies: 'each-its-own' },
  membersAgree: false,
  memberLoss: 'nothing',
});
