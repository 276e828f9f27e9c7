import type { Service } from './service.ts';

/**
 * What one series of a service's metrics says now. A series is a name, with all its labels if it has any:
 * `notifier_sent_total{channel="email"}`.
 *
 * @throws {Error} when the service does not have it: a labelled one may be there only from its first event on
 */
export async function metricOf({ name, url }: Pick<Service, 'name' | 'url'>, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  if (line === undefined) throw new Error(`${name} has no series ${series}`);
  return Number(line.slice(series.length + 1));
}
