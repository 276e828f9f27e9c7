/** What dashboard, alerts and handbook say of metrics is true of the services that run. */
import { readFileSync } from 'node:fs';
import { magicDomains } from '@belltower/dev/magic-addresses';
import { until } from '@belltower/dev/until';
import { openEventLog } from '@belltower/event-log';
import { topics } from '@belltower/events';
import { parser } from '@prometheus-io/lezer-promql';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { consumedTopics } from '../../../notifier/src/consumed-topics.ts';
import { book } from '../testbed/book.ts';
import { callAs, statusesOf } from '../testbed/caller.ts';
import { type System, startSystem } from '../testbed/system.ts';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
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

/** What an expression asks for: the metrics' names, with the labels that they are chosen or grouped by. */
interface MetricUse {
  readonly name: string;
  readonly matchers: readonly { readonly label: string; readonly regex: RegExp }[];
}

/** The metrics that an expression reads, and every label in it. @throws when it is no PromQL */
function readingOf(expression: string): { readonly metrics: readonly MetricUse[]; readonly labels: readonly string[] } {
  const metrics: { name: string; matchers: { label: string; regex: RegExp }[] }[] = [];
  const labels = new Set<string>();
  parser.parse(expression).iterate({
    enter({ type, from, to }) {
      const text = expression.slice(from, to);
      if (type.isError) throw new Error(`this is no PromQL at ${from}: ${expression}`);
      if (type.name === 'VectorSelector') metrics.push({ name: '', matchers: [] });
      const last = metrics.at(-1);
      if (type.name === 'Identifier' && last?.name === '') last.name = text;
      if (type.name === 'LabelName') labels.add(text);
      if (type.name === 'UnquotedLabelMatcher') {
        const [, label = '', operator, value = ''] = /^(\w+)\s*(=~|=)\s*["'](.*)["']$/s.exec(text) ?? [];
        const exact = value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
        last?.matchers.push({ label, regex: new RegExp(`^(?:${operator === '=' ? exact : value})$`) });
      }
    },
  });
  return { metrics, labels: [...labels] };
}

/** One line of an exposition. */
interface Sample {
  readonly series: string;
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

function samplesIn(exposition: string): Sample[] {
  return [...exposition.matchAll(/^(([a-z]\w*)(?:\{(.*)\})?) (\S+)$/gm)].map(
    ([, series = '', name = '', inner, value]) => ({
      series,
      name,
      labels: new Map([...(inner ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', is = '']) => [label, is])),
      value: Number(value),
    }),
  );
}

/** The series of an exposition that an expression reads. */
function readBy(expression: string, samples: readonly Sample[]): Sample[] {
  return readingOf(expression).metrics.flatMap(({ name, matchers }) =>
    samples.filter(
      (sample) =>
        sample.name === name && matchers.every(({ label, regex }) => regex.test(sample.labels.get(label) ?? '')),
    ),
  );
}

/** Prometheus gives each series these, and makes `up` by itself. */
const FROM_PROMETHEUS = { labels: ['job', 'instance'], metrics: ['up'] };
/** There only while something is wrong: their alerts fire as soon as they are. */
const BY_PRESENCE = ['event_log_undecodable_position'];
/** What says that all is well stands at 1. */
const WELL = /^(?:server|notifier)_event_log_up|^server_relay_leads/;

async function expositionOf(system: System): Promise<string> {
  const all = await Promise.all(
    [system.server, system.notifier].map(async ({ url }) => await (await fetch(`${url}/metrics`)).text()),
  );
  return all.join('\n');
}

it('the services export every metric and label that dashboard and alerts name, and the handbook lists each of ours', async () => {
  await using system = await startSystem();
  const customer = await callAs(system.server.url, 'anna', 'customer');
  const booked = await book(customer);
  await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });
  await until(
    'both are delivered',
    () => statusesOf(watch.changes, 'SMS').includes('DELIVERED') && statusesOf(watch.changes, 'EMAIL').includes('SENT'),
  );
  const all = await expositionOf(system);
  const samples = samplesIn(all);
  for (const expression of expressions) {
    const { metrics, labels } = readingOf(expression);
    expect(metrics.length, expression).toBeGreaterThan(0);
    if (metrics.every(({ name }) => BY_PRESENCE.includes(name))) {
      for (const { name } of metrics) expect(all).toContain(`# TYPE ${name} gauge\n`);
      continue;
    }
    for (const { name } of metrics.filter((one) => !FROM_PROMETHEUS.metrics.includes(one.name))) {
      expect(
        samples.some((sample) => sample.name === name),
        `${name} in ${expression}`,
      ).toBe(true);
    }
    const known = new Set([
      ...FROM_PROMETHEUS.labels,
      ...samples
        .filter(({ name }) => metrics.some((one) => one.name === name))
        .flatMap((sample) => [...sample.labels.keys()]),
    ]);
    for (const label of labels) expect(known.has(label), `the label ${label} in ${expression}`).toBe(true);
  }
  expect(all).toContain('notifier_booked_to_sent_seconds_count{channel="email"} 1');
  expect(all).toContain('server_resumes_total{result="resumed"} 1');
  expect(all).toMatch(/^notifier_produced_total [5-9]$/m);

  const ours = [...all.matchAll(/^# TYPE ((?:server|notifier|events?)_\S+) /gm)].map(([, name = '']) => name);
  expect(ours.length).toBeGreaterThan(30);
  const documented = [...operations.matchAll(/^\| `([a-z\d_]+)`/gm)].map(([, name = '']) => name);
  expect(documented.sort()).toEqual([...new Set(ours)].sort());
});

it('the exposition has each series that an alert reads from the start, at 0, and no further one when things go wrong', async () => {
  await using system = await startSystem({ environment: { POLICY_TIME_SCALE: '0.1' } });
  const read = async () => {
    const samples = samplesIn(await expositionOf(system));
    return new Map(rules.flatMap(({ expr }) => readBy(expr, samples)).map((sample) => [sample.series, sample.value]));
  };
  let before = await read();
  const unwell = () => [...before].filter(([series, value]) => WELL.test(series) && value !== 1);
  await until('the log is found to be up', async () => {
    before = await read();
    return unwell().length === 0;
  });
  for (const { alert, expr } of rules) {
    const wanted = readingOf(expr).metrics.filter(
      ({ name }) => ![...FROM_PROMETHEUS.metrics, ...BY_PRESENCE].includes(name),
    );
    for (const { name } of wanted) {
      expect(
        [...before.keys()].some((series) => series.startsWith(name)),
        `${name} of ${alert}`,
      ).toBe(true);
    }
  }
  const counting = [...before].filter(([series]) => /_total\b|status="5/.test(series));
  expect(counting.length).toBeGreaterThan(20);
  expect(counting.filter(([, value]) => value !== 0)).toEqual([]);

  const customer = await callAs(system.server.url, 'anna', 'customer');
  await book(customer, { email: `a@${magicDomains.unknown.domain}` });
  await book(customer, { email: `b@${magicDomains.busy.domain}` });
  {
    await using log = openEventLog({ kind: 'postgres', url: system.database.url });
    await log.append(
      topics.map((topic) => {
        return { topic, key: 'k', value: '{"no": "event"}' };
      }),
    );
  }
  let after = before;
  const risen = (series: string) => (after.get(series) ?? 0) > (before.get(series) ?? 0);
  await until('all of it is counted', async () => {
    after = await read();
    return [
      ...consumedTopics.map((topic) => `notifier_dead_letters_total{topic="${topic}"}`),
      'server_dead_letters_total',
      'notifier_failed_total{channel="email",kind="confirmation",code="INVALID_RECIPIENT"}',
      'notifier_sent_total{channel="email",kind="confirmation"}',
    ].every(risen);
  });
  const began = [...after.keys()].filter((series) => !before.has(series));
  expect(began.filter((series) => !series.startsWith('server_http_request_seconds_count'))).toEqual([]);
});

it('the handbook has a section for every alert, and no other', () => {
  const [, alerts = ''] = operations.split('\n## Alerts\n');
  const sections = [...(alerts.split('\n## ')[0] ?? '').matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name);
  expect(sections).toEqual(rules.map(({ alert }) => alert));
  for (const { alert, annotations } of rules) {
    expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
  }
});

it('readingOf rejects an expression that is no PromQL', () => {
  expect(() => readingOf('sum(rate(up[5m])')).toThrow('no PromQL');
  const { metrics, labels } = readingOf('max by (a) (up{job="x"}) / rate(b_total{c=~"5.."}[5m])');
  expect(metrics.map(({ name }) => name)).toEqual(['up', 'b_total']);
  expect(labels).toEqual(['a', 'job', 'c']);
  const samples = samplesIn('b_total{c="500"} 1\nb_total{c="200",d="x"} 2\nb_total 3');
  expect(readBy('b_total{c=~"5.."}', samples)).toEqual(samples.slice(0, 1));
});
