import type { ResourceIndex } from '../terraform/resource-index';
import { number } from '../terraform/values';

/**
 * Metrics of the site's own that alarms look at, each a combination of name and dimensions, by the first alarm's address. CloudWatch
 * bills every metric that is sent; those without an alarm are not seen here.
 */
export function customMetrics(stack: ResourceIndex): readonly string[] {
  const seen = new Map<string, string>();
  for (const { address, body } of stack.ofType('aws_cloudwatch_metric_alarm')) {
    const namespace = stack.text(body.namespace);
    if (namespace === undefined || namespace.startsWith('AWS/') || number(body.threshold) === undefined) continue;
    const key = JSON.stringify([namespace, body.metric_name, body.dimensions ?? {}]);
    if (!seen.has(key)) seen.set(key, address);
  }
  return [...seen.values()];
}
