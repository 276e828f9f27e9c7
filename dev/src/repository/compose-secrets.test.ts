/** ops/compose.secrets.yml over docker-compose.yml: the services get their secrets from files, and from nowhere else. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig as readNotifierConfig } from '../../../notifier/src/config.ts';
import { readConfig as readServerConfig } from '../../../server/src/config.ts';
import { projectRoot } from '../project.ts';

const service = z.object({
  environment: z.record(z.string(), z.string().nullable()).default({}),
  secrets: z.array(z.string()).default([]),
});
const file = z.object({
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ file: z.string() })).default({}),
});
const read = (path: string) => file.parse(parse(readFileSync(join(projectRoot, path), 'utf8'), { merge: true }));
const base = read('docker-compose.yml');
const over = read('ops/compose.secrets.yml');

const folder = mkdtempSync(join(tmpdir(), 'belltower-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));
const values: Readonly<Record<string, string>> = {
  database_url: 'postgres://belltower:from-a-file@postgres:5432/belltower',
  jwt_secret: 'a secret that came from a file, in full',
  smtp_url: 'smtp://user:from-a-file@mail.example:587',
  postgres_password: 'from-a-file',
};

/** The environment in the container: a pass-through is unset, and what is mounted at /run/secrets is in `folder`. */
function environmentOf(name: string): Record<string, string> {
  const merged = { ...base.services[name]?.environment, ...over.services[name]?.environment };
  const found: Record<string, string> = {};
  for (const [variable, value] of Object.entries(merged)) {
    if (value === null) continue;
    const plain = value.replaceAll(/\$\{POSTGRES_PASSWORD:-\}/g, '').replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
    found[variable] = plain.replace('/run/secrets', folder);
  }
  return found;
}

it('mounts exactly the secrets that a service reads, from files outside the repository', () => {
  expect(Object.keys(over.secrets).sort()).toEqual(Object.keys(values).sort());
  for (const [name, { file: path }] of Object.entries(over.secrets)) expect(path).toBe(`./secrets/${name}`);
  expect(readFileSync(join(projectRoot, '.gitignore'), 'utf8').split('\n')).toContain('secrets/');
  for (const [name, { environment, secrets }] of Object.entries(over.services)) {
    const mounted = Object.values(environment).filter((value) => value !== '');
    expect(mounted).toEqual(secrets.map((secret) => `/run/secrets/${secret}`));
    for (const variable of Object.keys(environment).filter((one) => one.endsWith('_FILE'))) {
      expect(environment[variable.replace(/_FILE$/, '')], 'given twice is refused').toBe('');
      expect(base.services[name]?.environment).toHaveProperty(variable.replace(/_FILE$/, ''));
    }
  }
});

it('gives the services what the files hold', () => {
  for (const [name, value] of Object.entries(values)) writeFileSync(join(folder, name), `${value}\n`);
  const server = readServerConfig(environmentOf('server'));
  expect(server).toMatchObject({ tokens: { secret: values.jwt_secret }, database: { url: values.database_url } });
  const notifier = readNotifierConfig(environmentOf('notifier'));
  expect(notifier).toMatchObject({ databaseUrl: values.database_url, email: { url: values.smtp_url } });
});
