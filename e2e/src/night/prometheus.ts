/** A real Prometheus that scrapes the services and evaluates the real rules, a minute of which is two seconds here. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '@belltower/dev/find-program';
import { startGuarded } from '@belltower/dev/guarded-process';
import { freePort } from '@belltower/dev/ports';
import { until } from '@belltower/dev/until';
import { z } from 'zod';
import { shortenRules } from './shorten.ts';

/** The services by job: their URLs. */
export type Targets = Readonly<Record<'belltower-server' | 'belltower-notifier', readonly string[]>>;

/** An alert that fires, as a pager shows it. */
export interface Page {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Why there can be none; null: there can. */
export const prometheusLacks =
  findProgram('prometheus') === null
    ? 'prometheus is not on the PATH: install Prometheus (the package prometheus on Debian)'
    : null;

const RULES = new URL('../../../ops/prometheus/alerts.yml', import.meta.url);
const alertsAnswer = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        state: z.enum(['pending', 'firing']),
        labels: z.record(z.string(), z.string()),
        annotations: z.record(z.string(), z.string()),
      }),
    ),
  }),
});
const queryAnswer = z.object({
  data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()) })) }),
});

/** Starts it, and resolves when it has found every service up. Disposing it stops it, and removes its data. Rejects with the end of its log when it does not start. */
export async function startPrometheus(targets: Targets) {
  const program = findProgram('prometheus');
  if (program === null) throw new Error(`${prometheusLacks}`);
  const folder = mkdtempSync(join(tmpdir(), 'belltower-prometheus-'));
  writeFileSync(join(folder, 'alerts.yml'), shortenRules(readFileSync(RULES, 'utf8')));
  const config = {
    // 15 s would be 500 ms: but a service answers within 2 s, however slow its database and its log are
    global: { scrape_interval: '2500ms', scrape_timeout: '2500ms', evaluation_interval: '500ms' },
    rule_files: ['alerts.yml'],
    scrape_configs: Object.entries(targets).map(([job, urls]) => {
      return { job_name: job, static_configs: [{ targets: urls.map((url) => new URL(url).host) }] };
    }),
  };
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config)); // which is YAML too
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const prometheus = startGuarded({
    command: [
      program,
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    endSignal: 'TERM',
    removes: folder,
  });
  const isReady = async () => !prometheus.running() || (await fetch(`${url}/-/ready`)).ok;
  await until('Prometheus answers', isReady);
  if (!prometheus.running()) throw new Error(`Prometheus did not start:\n${prometheus.log()}`);

  async function namesIn(query: string): Promise<readonly string[]> {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { data } = queryAnswer.parse(await answer.json());
    return data.result.map(({ metric }) => metric.alertname ?? metric.instance ?? '').sort();
  }
  async function pages(): Promise<readonly Page[]> {
    const answer = alertsAnswer.parse(await (await fetch(`${url}/api/v1/alerts`)).json());
    return answer.data.alerts
      .filter(({ state }) => state === 'firing')
      .map(({ labels: { alertname: alert = '', ...labels }, annotations }) => ({ alert, labels, annotations }));
  }
  // before its first scrape nothing is up
  const all = Object.values(targets).flat().length;
  await until(
    'all is scraped, and well',
    async () => (await namesIn('up == 1')).length === all && (await pages()).length === 0,
  );
  const wellAt = Date.now();
  return {
    url,
    /** What fires now. */
    pages,
    /** The names of the alerts that have fired since it resolved, however short. */
    async everFired(): Promise<readonly string[]> {
      const sinceMs = Date.now() - wellAt;
      return await namesIn(`count by (alertname) (last_over_time(ALERTS{alertstate="firing"}[${sinceMs}ms]))`);
    },
    [Symbol.asyncDispose]: () => prometheus.stop(),
  };
}
