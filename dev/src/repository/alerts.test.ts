/** The alert rules in Prometheus' own tool: each alert fires when it should, and only then. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
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

const promtool = (process.env.PATH ?? '')
  .split(delimiter)
  .map((path) => join(path, 'promtool'))
  .find((file) => existsSync(file));
const LACKS = 'promtool is not on the PATH: install Prometheus (the package prometheus on Debian)';
const mayLack = promtool === undefined && !process.env.CI;

/** Its output. @throws with what it says when it finds a fault */
function run(...args: readonly string[]): string {
  if (promtool === undefined) throw new Error(LACKS);
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

afterAll(() => {
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
