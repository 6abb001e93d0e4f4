import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { estimate } from '../cost/estimate';
import { listPrices } from '../cost/price-list';
import { sumText } from '../report/cost/words';
import { ResourceIndex } from '../terraform/resource-index';
import { TERRAFORM_FILE } from './read-json';

/** What a stack that was just synthesized costs in a month at list prices. */
export function monthlyCost(folder: string): string {
  const stack = new ResourceIndex(JSON.parse(readFileSync(join(folder, TERRAFORM_FILE), 'utf8')));
  return sumText(estimate(stack, listPrices()));
}
