/** The alert rules in Prometheus' own tool: each alert fires when it should, and only then. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { findProgram } from '../process/find-program.ts';
import { projectRoot } from '../project.ts';

const folder = join(projectRoot, 'ops', 'prometheus');
const read = (file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'));
const alerts = z
  .object({ groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string() })) })) })
  .parse(read('alerts.yml'))
  .groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
const cases = z
  .object({
    tests: z.array(
      z.object({
        input_series: z.array(z.object({ series: z.string(), values: z.string() })).min(1),
        alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })).min(1),
      }),
    ),
  })
  .parse(read('alerts.test.yml'))
  .tests.flatMap((test) => test.alert_rule_test);

const promtool = findProgram('promtool');
const amtool = findProgram('amtool');
const LACKS = 'promtool is not on the PATH: install Prometheus (the package prometheus on Debian)';
const mayLack = promtool === null && !process.env.CI;

/** Its output. @throws with what it says when it finds a fault */
function run(...args: readonly string[]): string {
  if (promtool === null) throw new Error(LACKS);
  return execFileSync(promtool, [...args], { cwd: folder, encoding: 'utf8' });
}

describe.skipIf(mayLack)('promtool', () => {
  it('takes the rules and the configuration', () => {
    expect(run('check', 'rules', 'alerts.yml')).toContain(`SUCCESS: ${alerts.length} rules found`);
    expect(run('check', 'config', '--syntax-only', 'prometheus.yml')).toContain('SUCCESS');
  });

  it('sees each alert fire when it should, and only then', () => {
    expect(run('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
  });
});

describe('ops/alertmanager.yml', () => {
  const file = join(projectRoot, 'ops', 'alertmanager.yml');
  const config = z
    .object({
      route: z.object({
        receiver: z.string(),
        routes: z.array(z.object({ matchers: z.array(z.string()), receiver: z.string() })),
      }),
      inhibit_rules: z.array(z.object({ source_matchers: z.array(z.string()), target_matchers: z.array(z.string()) })),
      receivers: z.array(z.object({ name: z.string(), email_configs: z.array(z.object({ to: z.email() })).min(1) })),
    })
    .parse(parse(readFileSync(file, 'utf8')));

  it('reaches a receiver with each severity, and names only alerts that there are', () => {
    const names = config.receivers.map(({ name }) => name);
    expect(config.route.routes).toEqual([
      expect.objectContaining({ matchers: ['severity = page'], receiver: 'on-call' }),
    ]);
    expect(names).toEqual(['on-call', config.route.receiver]);
    const named = config.inhibit_rules
      .flatMap(({ source_matchers: source, target_matchers: target }) => [...source, ...target])
      .flatMap((matcher) => /^alertname = (\w+)$/.exec(matcher)?.[1] ?? []);
    expect(named.length).toBeGreaterThan(1);
    expect(alerts).toEqual(expect.arrayContaining(named));
  });

  it.skipIf(amtool === null)('routes a page to the person on call, and a ticket to the desk, by amtool', () => {
    const ask = (...args: string[]) => execFileSync(amtool ?? '', args, { encoding: 'utf8' }).trim();
    expect(ask('check-config', file)).toContain('SUCCESS');
    const routed = (label: string) => ask('config', 'routes', 'test', `--config.file=${file}`, label);
    expect(routed('severity=page')).toBe('on-call');
    expect(routed('severity=ticket')).toBe('desk');
  });
});

afterAll(() => {
  if (amtool === null) console.warn('Left out, a test of the routes of alerts: amtool is not on the PATH.');
  if (mayLack) console.warn(`Left out, the tests of the alert rules: ${LACKS}.`);
});

describe('every alert', () => {
  it.each(alerts)('%s has a case in which it fires, and one in which it does not', (alert) => {
    const checked = cases.filter(({ alertname }) => alertname === alert);
    expect(checked.some(({ exp_alerts }) => exp_alerts.length > 0)).toBe(true);
    expect(checked.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true);
  });

  it('is one of the rules, where a case names it', () => {
    expect(alerts).toEqual(expect.arrayContaining([...new Set(cases.map(({ alertname }) => alertname))]));
  });
});
