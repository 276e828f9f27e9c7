import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { notifierVariables } from '../../notifier/src/config.ts';
import { serverVariables } from '../../server/src/config.ts';
import { readExample } from './env-example.ts';
import { projectRoot } from './project.ts';

const service = z.object({
  image: z.string().optional(),
  build: z.object({ context: z.literal('.'), target: z.string() }).optional(),
  profiles: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()).min(2) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  restart: z.string().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
});
const compose = z
  .object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.unknown()) })
  .parse(parse(readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8')));
const services = Object.entries(compose.services);
const ours = { server: serverVariables, notifier: notifierVariables } as const;
const dockerfile = readFileSync(join(projectRoot, 'Dockerfile'), 'utf8');
const manifest = z
  .object({ workspaces: z.array(z.string()), devDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')));

/** What docker compose makes of `${NAME}` when only the secrets are set. */
function interpolated(text: string): string {
  return text.replaceAll(/\$\{\w+:([-?])([^}]*)\}/g, (_all, kind, rest) => (kind === '-' ? rest : 's'.repeat(32)));
}

describe('docker-compose.yml', () => {
  it('has every part of the system, and more on demand only', () => {
    const always = services.filter(([, { profiles }]) => profiles.length === 0).map(([name]) => name);
    expect(always.sort()).toEqual(['kafka', 'mail', 'notifier', 'postgres', 'server']);
    expect(compose.services['kafka-ui']?.profiles).toEqual(['ui']);
  });

  it.each(services)('runs %s under a health check, from a pinned image or from our Dockerfile', (_name, part) => {
    expect(part.healthcheck).toBeDefined();
    if (part.build === undefined) expect(part.image).toMatch(/:v?\d+\.\d+/);
    else expect(dockerfile).toMatch(new RegExp(`^FROM \\S+ AS ${part.build.target}$`, 'm'));
  });

  it.each(services)('opens the ports of %s to this machine only', (_name, { ports }) => {
    for (const port of ports) expect(interpolated(port)).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('gives no two parts the same port', () => {
    const published = services.flatMap(([, { ports }]) => ports.map((port) => interpolated(port).split(':')[1]));
    expect(new Set(published).size).toBe(published.length);
    expect(published).toHaveLength(6);
  });

  it.each(Object.entries(ours))('sets only variables that the %s knows, to values that it takes', (name, shape) => {
    const environment = compose.services[name]?.environment ?? {};
    const known: Readonly<Record<string, z.ZodType>> = shape;
    expect(Object.keys(environment).filter((variable) => !(variable in known))).toEqual([]);
    const examples = new Set(readExample().map((variable) => variable.name));
    expect(Object.keys(environment).filter((variable) => !examples.has(variable))).toEqual([]);
    for (const [variable, value] of Object.entries(environment)) {
      if (interpolated(value) === '') continue; // as good as unset
      expect(known[variable]?.safeParse(interpolated(value)).error?.issues ?? [], variable).toEqual([]);
    }
  });

  it('has no secret in it, and does not start without them', () => {
    const secrets = services.flatMap(([, { environment }]) =>
      Object.entries(environment).filter(([name]) => /SECRET|PASSWORD|TOKEN|DATABASE_URL/.test(name)),
    );
    expect(secrets.length).toBeGreaterThanOrEqual(5);
    for (const [name, value] of secrets) {
      const outside = /\$\{(JWT_SECRET|POSTGRES_PASSWORD):\?/.test(value) || value === `\${${name}:-}`;
      expect(outside, `${name}: ${value}`).toBe(true);
    }
  });

  it('gives our services no more rights than they need, and starts them anew when they end', () => {
    for (const name of Object.keys(ours)) {
      expect(compose.services[name]).toMatchObject({
        restart: 'unless-stopped',
        read_only: true,
        cap_drop: ['ALL'],
        depends_on: { postgres: { condition: 'service_healthy' } },
      });
    }
  });

  it('keeps what the database and the broker store', () => {
    const kept = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0]));
    expect(kept.sort()).toEqual(Object.keys(compose.volumes).sort());
    expect(compose.services.postgres?.volumes).toHaveLength(1);
    expect(compose.services.kafka?.volumes).toHaveLength(1);
  });
});

describe('Dockerfile', () => {
  it('runs the Node that the scripts run', () => {
    expect(dockerfile).toContain(`ARG NODE_IMAGE=node:${manifest.devDependencies.node}-`);
  });

  it('knows every workspace, so that the lock file fits', () => {
    const copied = [...dockerfile.matchAll(/^COPY (\w[\w-]*)\/package\.json \1\/$/gm)].map(([, name]) => name);
    expect(copied.sort()).toEqual([...manifest.workspaces].sort());
  });

  it('runs no service as root', () => {
    expect(dockerfile).toMatch(/AS service\n(?:.*\n)*?USER node\n/);
    for (const name of Object.keys(ours)) expect(dockerfile).toContain(`FROM service AS ${name}\n`);
    expect(dockerfile).not.toContain('USER root');
  });
});
