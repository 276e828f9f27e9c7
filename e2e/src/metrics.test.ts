/** What dashboard, alerts and handbook say of metrics is true of the services that run. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parser } from '@prometheus-io/lezer-promql';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { book } from './booking.ts';
import { callAs, statusesOf } from './caller.ts';
import { startSystem } from './system.ts';
import { until } from './until.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const rules = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            for: z
              .string()
              .regex(/^\d+m$/)
              .optional(),
            labels: z.object({ severity: z.enum(['page', 'ticket']) }),
            annotations: z.object({ summary: z.string(), runbook: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(read('ops/prometheus/alerts.yml')))
  .groups.flatMap((group) => group.rules);
const dashboard = z
  .object({ panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) })) })
  .parse(JSON.parse(read('ops/grafana/dashboards/belltower.json')));
const expressions = [
  ...rules.map(({ expr }) => expr),
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
];
const operations = read('docs/operations.md');

/** The names of an expression's metrics, with the labels that are asked for. @throws when it is no PromQL */
function metricsIn(expression: string): { readonly name: string; readonly labels: readonly string[] }[] {
  const found: { name: string; labels: string[] }[] = [];
  parser.parse(expression).iterate({
    enter({ type, from, to }) {
      const text = expression.slice(from, to);
      if (type.isError) throw new Error(`this is no PromQL at ${from}: ${expression}`);
      if (type.name === 'VectorSelector') found.push({ name: '', labels: [] });
      const last = found.at(-1);
      if (type.name === 'Identifier' && last?.name === '') last.name = text;
      if (type.name === 'LabelName') last?.labels.push(text);
    },
  });
  return found;
}

/** The metrics of an exposition: their names as they can be asked for. */
function namesIn(exposition: string): string[] {
  return [...exposition.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
}

it('has every metric that dashboard and alerts name, and tells of every one that is ours in the handbook', async () => {
  await using system = await startSystem();
  const customer = await callAs(system.server.url, 'anna', 'customer');
  const booked = await book(customer);
  await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });
  await until(
    'both are delivered',
    () => statusesOf(watch.changes, 'SMS').includes('DELIVERED') && statusesOf(watch.changes, 'EMAIL').includes('SENT'),
  );
  const [server, notifier] = await Promise.all(
    [system.server, system.notifier].map(async ({ url }) => await (await fetch(`${url}/metrics`)).text()),
  );
  const all = `${server}\n${notifier}`;
  const there = new Set(['up', ...namesIn(all)]);
  for (const expression of expressions) {
    const metrics = metricsIn(expression);
    expect(metrics.length, expression).toBeGreaterThan(0);
    for (const { name } of metrics) expect(there.has(name), `${name} in ${expression}`).toBe(true);
  }
  expect(all).toContain('notifier_booked_to_sent_seconds_count{channel="email"} 1');
  expect(all).toContain('server_resumes_total{result="resumed"} 1');
  expect(all).toMatch(/^notifier_produced_total [5-9]$/m);

  const ours = [...all.matchAll(/^# TYPE ((?:server|notifier|events)_\S+) /gm)].map(([, name = '']) => name);
  expect(ours.length).toBeGreaterThan(30);
  const told = [...operations.matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name);
  expect(told.sort()).toEqual([...new Set(ours)].sort());
});

it('has a section in the handbook for every alert, and no other', () => {
  const [, alerts = ''] = operations.split('\n## Alerts\n');
  const sections = [...(alerts.split('\n## ')[0] ?? '').matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name);
  expect(sections).toEqual(rules.map(({ alert }) => alert));
  for (const { alert, annotations } of rules) {
    expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
  }
});

it('finds an expression that is none', () => {
  expect(() => metricsIn('sum(rate(up[5m])')).toThrow('no PromQL');
  expect(metricsIn('max by (a) (up{job="x"}) / rate(b_total[5m])').map(({ name }) => name)).toEqual(['up', 'b_total']);
});

// Prometheus' own tool comes with no package manager that the tests install from: whoever has it (Debian: prometheus) checks
// with it as well, the others with the grammar above.
const promtool = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'promtool'));
for (const tool of promtool.filter((file) => existsSync(file)).slice(0, 1)) {
  it('has rules and a configuration that promtool takes', () => {
    const check = (what: string[], file: string) =>
      execFileSync(tool, ['check', ...what, fileURLToPath(new URL(`../../ops/prometheus/${file}`, import.meta.url))], {
        encoding: 'utf8',
      });
    expect(check(['rules'], 'alerts.yml')).toContain(`SUCCESS: ${rules.length} rules found`);
    expect(check(['config', '--syntax-only'], 'prometheus.yml')).toContain('SUCCESS');
  });
}
