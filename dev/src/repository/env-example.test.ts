import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { smtpSettings } from '@belltower/channels';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { notifierVariables } from '../../../notifier/src/config.ts';
import { serverVariables } from '../../../server/src/environment.ts';
import { mostLargeBodies } from '../../../server/src/graphql/large-bodies.ts';
import { projectRoot } from '../project.ts';
import { startVariables } from '../start/settings.ts';
import { readExample } from './env-example.ts';

type Shape = Readonly<Record<string, z.ZodType>>;
const services: Readonly<Record<string, Shape>> = { server: serverVariables, notifier: notifierVariables };
const example = new Map(readExample().map((variable) => [variable.name, variable]));

/** Of all variables: the services', each as [service, name, schema]. */
const read = Object.entries(services).flatMap(([service, shape]) =>
  Object.entries(shape).map(([name, schema]) => [service, name, schema] as const),
);

describe('.env.example', () => {
  it('names every variable once', () => {
    expect(readExample().map(({ name }) => name)).toEqual([...example.keys()]);
  });

  it.each(read)('has what the %s reads: %s, with what it means and a value that it takes', (_service, name, schema) => {
    const { value, meaning } = example.get(name) ?? {};
    expect(meaning, `${name} is missing, or nothing is said of it`).toMatch(/\w{3}/);
    const taken = schema.safeParse(value);
    expect(taken.error?.issues ?? []).toEqual([]);
    const { data: fallback } = schema.safeParse(undefined);
    const isNone = fallback === undefined || (Array.isArray(fallback) && fallback.length === 0);
    if (!isNone) expect(taken.data, 'the value shown is not the default').toEqual(fallback);
  });

  it('agrees with what npm start and docker compose take when nothing is given', () => {
    const { PORT = '' } = Object.fromEntries([...example].map(([name, { value }]) => [name, value]));
    expect(startVariables.parse({}).PORT).toBe(Number(PORT));
    for (const [, name = '', fallback] of compose().matchAll(/\$\{(\w+):-([^}]+)\}/g)) {
      if (name in serverVariables || name in notifierVariables) continue; // its own choice of channels, say
      expect(example.get(name)?.value, name).toBe(fallback);
    }
  });

  it('says, as docs/live-feed.md does, how many large bodies may be in flight', () => {
    const { ofCaller, ofAll } = mostLargeBodies;
    expect(example.get('HTTP_BODY_BYTES')?.meaning).toContain(
      `Of one caller ${ofCaller} such bodies may be in flight, of all callers ${ofAll}.`,
    );
    const page = readFileSync(join(projectRoot, 'docs', 'live-feed.md'), 'utf8');
    expect(page).toContain(`of one caller, of all | ${ofCaller} times, ${ofAll} times the largest body |`);
  });

  it('has no variable that nobody reads', () => {
    const ofCompose = [...compose().matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    const known = new Set([...read.map(([, name]) => name), ...Object.keys(startVariables.shape), ...ofCompose]);
    expect([...example.keys()].filter((name) => !known.has(name))).toEqual([]);
  });

  it('shows ways to reach a mail server that the notifier takes; channels/src/smtp/configuration.test.ts tries them', () => {
    const text = readFileSync(join(projectRoot, '.env.example'), 'utf8');
    const recipes = [...text.matchAll(/^# {3}SMTP_URL=(\S+)$/gm)].map(([, url = '']) => url);
    expect(recipes.map((url) => url.replace(/\/\/.*@/, '//…@'))).toEqual([
      'smtps://…@smtp.example.com',
      'smtp://…@smtp.example.com:587?requireTLS=true',
      'smtp://…@smtp.example.com:587?requireTLS=true',
    ]);
    const oauth = ['CLIENT_ID', 'CLIENT_SECRET', 'REFRESH_TOKEN', 'TOKEN_URL'].map((name) => `SMTP_OAUTH_${name}`);
    for (const SMTP_URL of recipes) {
      const given = SMTP_URL.includes(':password@') ? [] : oauth;
      const values = {
        SMTP_URL,
        MAIL_FROM: 'a@b.example',
        ...Object.fromEntries(given.map((name) => [name, example.get(name)?.value])),
      };
      expect(smtpSettings(values).kind, SMTP_URL).toBe('complete');
    }
  });

  it('can be copied to .env as it is: nothing in it is in force', () => {
    const lines = readFileSync(join(projectRoot, '.env.example'), 'utf8').split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});

function compose(): string {
  return readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8');
}
