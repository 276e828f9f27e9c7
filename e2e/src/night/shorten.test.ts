import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { shortenRules } from './shorten.ts';

const rules = readFileSync(new URL('../../../ops/prometheus/alerts.yml', import.meta.url), 'utf8');

it('shortenRules divides each duration and each limit in seconds by 30, and leaves counts, shares and words', () => {
  const short = shortenRules(rules);
  const changes = rules.split('\n').flatMap((line, at) => {
    const now = short.split('\n')[at] ?? '';
    return line === now ? [] : [[line.trim(), now.trim()]];
  });
  expect(changes).toContainEqual(['for: 2m', 'for: 4000ms']);
  expect(changes).toContainEqual([
    "expr: 'max(server_outbox_oldest_seconds) > 60'",
    "expr: 'max(server_outbox_oldest_seconds) > 2'",
  ]);
  expect(changes).toContainEqual([
    "expr: 'histogram_quantile(0.95, sum by (channel, le) (rate(notifier_booked_to_sent_seconds_bucket[15m]))) > 60'",
    "expr: 'histogram_quantile(0.95, sum by (channel, le) (rate(notifier_booked_to_sent_seconds_bucket[30000ms]))) > 2'",
  ]);
  expect(changes).toContainEqual([
    expect.stringContaining('[6h:5m])'),
    '< quantile_over_time(0.5, count by (job) (up{job=~"belltower-.*"} == 1)[720000ms:10000ms]))',
  ]);
  expect(changes).toContainEqual([
    expect.stringContaining('process_start_time_seconds < 600)) > 50'),
    'sum(server_overflows_total and on (job, instance) (time() - process_start_time_seconds < 20)) > 50',
  ]);
  expect(short.match(/\d+[smh]\b/g)?.filter((text) => !text.endsWith('ms'))).toBeUndefined();
  expect(changes.filter(([line = '']) => line.startsWith('summary') || line.startsWith('runbook'))).toEqual([]);
});
